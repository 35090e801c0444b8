%% SPDX-License-Identifier: MIT

%% Savina's bounded buffer, dining philosophers and banking: processes that share something, which
%% another one keeps.

-module(odeon_savina_sharing).
-export([bndbuffer/1, philosopher/1, banking/1]).

-define(CAPACITY, 50).
-define(PRODUCERS, 40).
-define(CONSUMERS, 40).
-define(COST, 25).
-define(SEATS, 20).
-define(ACCOUNTS, 1000).
-define(SOURCES, 800).
-define(BALANCE, 1000000).
-define(MOST_MONEY, 1000).

%% Bounded buffer: who is told to go on may be about to send an item already: there is room for one
%% of each producer

bndbuffer(N) ->
    Self = self(),
    Consumers = [spawn_link(fun() -> consumer(Self, 0.0, 0) end) || _ <- lists:seq(1, ?CONSUMERS)],
    Producers = [
        spawn_link(fun() -> producer(Self, odeon_savina:share(N, ?PRODUCERS, I), 0.0) end)
     || I <- lists:seq(0, ?PRODUCERS - 1)
    ],
    [Producer ! produce || Producer <- Producers],
    buffer(?PRODUCERS, Consumers, ?CONSUMERS, queue:new(), 0, []),
    [Consumer ! {report, Self} || Consumer <- Consumers],
    N = odeon_savina:add_up(consumed, ?CONSUMERS, 0).

buffer(0, _, ?CONSUMERS, _, 0, _) ->
    ok;
buffer(Producers, Available, Idle, Items, Length, Waiting) ->
    receive
        {put, From, Item} when Idle > 0 ->
            From ! produce,
            hd(Available) ! {consume, Item},
            buffer(Producers, tl(Available), Idle - 1, Items, Length, Waiting);
        {put, From, Item} when Length + 1 < ?CAPACITY - ?PRODUCERS ->
            From ! produce,
            buffer(Producers, Available, Idle, queue:in(Item, Items), Length + 1, Waiting);
        {put, From, Item} ->
            More = queue:in(Item, Items),
            buffer(Producers, Available, Idle, More, Length + 1, [From | Waiting]);
        {available, Consumer} when Length =:= 0 ->
            buffer(Producers, [Consumer | Available], Idle + 1, Items, 0, Waiting);
        {available, Consumer} ->
            {{value, Item}, Others} = queue:out(Items),
            Consumer ! {consume, Item},
            buffer(Producers, Available, Idle, Others, Length - 1, let_produce(Waiting));
        exhausted ->
            buffer(Producers - 1, Available, Idle, Items, Length, Waiting)
    end.

let_produce([]) ->
    [];
let_produce([Next | Others]) ->
    Next ! produce,
    Others.

producer(Buffer, Left, Item) ->
    receive
        produce when Left > 0 ->
            New = process_item(Item),
            Buffer ! {put, self(), New},
            producer(Buffer, Left - 1, New);
        produce ->
            Buffer ! exhausted
    end.

consumer(Buffer, Result, Consumed) ->
    receive
        {consume, Item} ->
            New = process_item(Result + Item),
            Buffer ! {available, self()},
            consumer(Buffer, New, Consumed + 1);
        {report, To} ->
            To ! {consumed, Consumed}
    end.

process_item(Item) -> process_item(?COST, Item).

process_item(0, Result) -> Result;
process_item(Times, Result) -> process_item(Times - 1, Result + math:log(abs(Result) + 0.01)).

%% Dining philosophers: the forks that are taken are the bits of a number

philosopher(N) ->
    Arbiter = self(),
    [
        spawn_link(fun() ->
            Forks = (1 bsl Seat) bor (1 bsl ((Seat + 1) rem ?SEATS)),
            dine(Arbiter, Forks, odeon_savina:share(N, ?SEATS, Seat), 0)
        end)
     || Seat <- lists:seq(0, ?SEATS - 1)
    ],
    N = arbiter(?SEATS, 0, 0).

arbiter(0, _, Meals) ->
    Meals;
arbiter(AtTable, Taken, Meals) ->
    receive
        {hungry, Who, Forks} when Taken band Forks =:= 0 ->
            Who ! eat,
            arbiter(AtTable, Taken bor Forks, Meals);
        {hungry, Who, _} ->
            Who ! denied,
            arbiter(AtTable, Taken, Meals);
        {done, Forks} ->
            arbiter(AtTable, Taken bxor Forks, Meals);
        {leave, Eaten} ->
            arbiter(AtTable - 1, Taken, Meals + Eaten)
    end.

dine(Arbiter, _, 0, Eaten) ->
    Arbiter ! {leave, Eaten};
dine(Arbiter, Forks, Left, Eaten) ->
    Arbiter ! {hungry, self(), Forks},
    receive
        eat ->
            Arbiter ! {done, Forks},
            dine(Arbiter, Forks, Left - 1, Eaten + 1);
        denied ->
            dine(Arbiter, Forks, Left, Eaten)
    end.

%% Banking: the account that money goes from waits for the other's answer, and for nothing else

banking(N) ->
    Pids = [spawn_link(fun() -> account(?BALANCE) end) || _ <- lists:seq(1, ?ACCOUNTS)],
    Accounts = list_to_tuple(Pids),
    transfer(N, Accounts, 1),
    await_replies(N),
    [Pid ! {close, self()} || Pid <- Pids],
    Total = ?ACCOUNTS * ?BALANCE,
    Total = odeon_savina:add_up(balance, ?ACCOUNTS, 0).

transfer(0, _, _) ->
    ok;
transfer(N, Accounts, Random) ->
    First = odeon_savina:random(Random),
    Second = odeon_savina:random(First),
    Third = odeon_savina:random(Second),
    From = odeon_savina:drawn(First) rem ?SOURCES,
    To = From + 1 + odeon_savina:drawn(Second) rem (?ACCOUNTS - From - 1),
    Amount = odeon_savina:drawn(Third) rem ?MOST_MONEY,
    element(From + 1, Accounts) ! {credit, self(), Amount, element(To + 1, Accounts)},
    transfer(N - 1, Accounts, Third).

await_replies(0) ->
    ok;
await_replies(N) ->
    receive
        credited -> await_replies(N - 1)
    end.

%% The reference is made just before the answer is awaited: so the messages that came before are
%% not looked at again.
account(Balance) ->
    receive
        {credit, Teller, Amount, Destination} ->
            Ref = make_ref(),
            Destination ! {debit, self(), Ref, Amount},
            receive
                {debited, Ref} -> Teller ! credited
            end,
            account(Balance - Amount);
        {debit, From, Ref, Amount} ->
            From ! {debited, Ref},
            account(Balance + Amount);
        {close, Teller} ->
            Teller ! {balance, Balance}
    end.
