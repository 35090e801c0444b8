%% SPDX-License-Identifier: MIT

%% Erlang's side of the Savina benchmarks: `erl -noinput -run odeon_savina main CASE N` prints one
%% line, `CASE N SECONDS`, like the programs written in C. Bare processes, plain messages, selective
%% receive: the fastest form that is still what one would write. A case checks its own result: a
%% wrong one is a failed match, which ends the program.

-module(odeon_savina).
-export([main/1]).
-export([share/3, random/1, drawn/1, add_up/3]).

-define(CALCULATORS, 60).
-define(RING_SIZE, 100).
-define(CHAMENEOS, 100).
-define(NEIGHBORS, 120).

main([Case, Count]) ->
    N = list_to_integer(Count),
    case find(Case) of
        unknown ->
            io:format(standard_error, "Unknown case: ~s~n", [Case]),
            halt(2);
        Run ->
            timed(Run, N div 10 + 1),
            io:format("~s ~b ~.9f~n", [Case, N, timed(Run, N)]),
            halt(0)
    end.

find("pingpong") -> fun pingpong/1;
find("count") -> fun count/1;
find("fjthrput") -> fun fjthrput/1;
find("fjcreate") -> fun fjcreate/1;
find("threadring") -> fun threadring/1;
find("chameneos") -> fun chameneos/1;
find("big") -> fun big/1;
find("bndbuffer") -> fun odeon_savina_sharing:bndbuffer/1;
find("philosopher") -> fun odeon_savina_sharing:philosopher/1;
find("banking") -> fun odeon_savina_sharing:banking/1;
find("sieve") -> fun odeon_savina_growth:sieve/1;
find("uct") -> fun odeon_savina_growth:uct/1;
find("skynet") -> fun odeon_savina_growth:skynet/1;
find(_) -> unknown.

%% Runs in a process of its own, whose heap is not that of the run before.
timed(Run, N) ->
    {_, Monitor} =
        spawn_monitor(fun() ->
            Start = erlang:monotonic_time(nanosecond),
            Run(N),
            exit({took, (erlang:monotonic_time(nanosecond) - Start) / 1.0e9})
        end),
    receive
        {'DOWN', Monitor, process, _, {took, Seconds}} ->
            Seconds;
        {'DOWN', Monitor, process, _, Reason} ->
            io:format(standard_error, "~p~n", [Reason]),
            halt(1)
    end.

%% What several cases need

%% A part of a total that is divided among so many: nothing is lost when it cannot be in equals.
share(Total, Parts, Index) ->
    Total * (Index + 1) div Parts - Total * Index div Parts.

%% The next state; what is drawn from it is 0 to 32767.
random(State) -> (State * 1103515245 + 12345) band 16#7fffffff.

drawn(State) -> State bsr 16.

%% The angle is an argument: of a constant the compiler would calculate it.
sine_squared(Angle) ->
    Sine = math:sin(Angle),
    Sine * Sine.

check_sum(Sum, N) ->
    N = round(Sum / sine_squared(37.2)).

repeat(0, _) ->
    ok;
repeat(Times, Do) ->
    Do(),
    repeat(Times - 1, Do).

stop_all(Pids) ->
    [Pid ! stop || Pid <- Pids].

%% Adds up so many numbers that come as messages with this tag.
add_up(_, 0, Sum) ->
    Sum;
add_up(Tag, Missing, Sum) ->
    receive
        {Tag, Value} -> add_up(Tag, Missing - 1, Sum + Value)
    end.

%% Ping-pong

pingpong(N) ->
    Ponger = spawn_link(fun pong/0),
    ping(Ponger, N),
    Ponger ! stop.

ping(_, 0) ->
    ok;
ping(Ponger, N) ->
    Ponger ! {ping, self()},
    receive
        pong -> ping(Ponger, N - 1)
    end.

pong() ->
    receive
        {ping, From} ->
            From ! pong,
            pong();
        stop ->
            ok
    end.

%% Counting

count(N) ->
    Counter = spawn_link(fun() -> counter(0) end),
    repeat(N, fun() -> Counter ! increment end),
    Counter ! {retrieve, self()},
    N = add_up(value, 1, 0).

counter(Value) ->
    receive
        increment -> counter(Value + 1);
        {retrieve, From} -> From ! {value, Value}
    end.

%% Fork-join throughput

fjthrput(N) ->
    Self = self(),
    Calculators = [
        spawn_link(fun() -> calculator(Self, turns(N, I), 37.2, 0.0) end)
     || I <- lists:seq(0, ?CALCULATORS - 1)
    ],
    deal(N, Calculators, Calculators),
    check_sum(add_up(sum, ?CALCULATORS, 0.0), N).

%% Of so many messages to all in turn, how many this one gets.
turns(N, I) -> (N + ?CALCULATORS - 1 - I) div ?CALCULATORS.

deal(0, _, _) ->
    ok;
deal(N, [], All) ->
    deal(N, All, All);
deal(N, [Next | Others], All) ->
    Next ! calculate,
    deal(N - 1, Others, All).

calculator(Joiner, 0, _, Sum) ->
    Joiner ! {sum, Sum};
calculator(Joiner, Missing, Angle, Sum) ->
    receive
        calculate -> calculator(Joiner, Missing - 1, Angle, Sum + sine_squared(Angle))
    end.

%% Fork-join creation

fjcreate(N) ->
    Self = self(),
    repeat(N, fun() -> spawn(fun calculate_once/0) ! {calculate, Self, 37.2} end),
    check_sum(add_up(sum, N, 0.0), N).

calculate_once() ->
    receive
        {calculate, Joiner, Angle} -> Joiner ! {sum, sine_squared(Angle)}
    end.

%% Thread ring

threadring(N) ->
    Self = self(),
    First = spawn_link(fun() ->
        receive
            {next, Next} -> link_loop(Next, Self)
        end
    end),
    Last = lists:foldl(
        fun(_, Next) -> spawn_link(fun() -> link_loop(Next, Self) end) end,
        First,
        lists:seq(2, ?RING_SIZE)
    ),
    First ! {next, Last},
    First ! {hop, N},
    receive
        arrived -> First ! stop
    end.

link_loop(Next, Collector) ->
    receive
        {hop, Hops} when Hops > 1 ->
            Next ! {hop, Hops - 1},
            link_loop(Next, Collector);
        {hop, _} ->
            Collector ! arrived,
            link_loop(Next, Collector);
        stop ->
            Next ! stop
    end.

%% Chameneos: the one who comes second is told of the first, and tells it its new colour

chameneos(N) ->
    Mall = self(),
    [
        spawn_link(fun() -> chameneo(Mall, element(I rem 3 + 1, {blue, red, yellow}), 0) end)
     || I <- lists:seq(1, ?CHAMENEOS)
    ],
    mall(N),
    Twice = 2 * N,
    Twice = close(?CHAMENEOS, 0).

mall(0) ->
    ok;
mall(Left) ->
    receive
        {enter, First, Color} ->
            receive
                {enter, Second, _} ->
                    Second ! {meet, First, Color},
                    mall(Left - 1)
            end
    end.

close(0, Meetings) ->
    Meetings;
close(Inside, Meetings) ->
    receive
        {enter, Who, _} ->
            Who ! fade,
            close(Inside, Meetings);
        {leave, Met} ->
            close(Inside - 1, Meetings + Met)
    end.

chameneo(Mall, Color, Meetings) ->
    Mall ! {enter, self(), Color},
    receive
        {meet, Other, Hue} ->
            New = complement(Color, Hue),
            Other ! {change, New},
            chameneo(Mall, New, Meetings + 1);
        {change, New} ->
            chameneo(Mall, New, Meetings + 1);
        fade ->
            Mall ! {leave, Meetings}
    end.

complement(Color, Color) -> Color;
complement(blue, red) -> yellow;
complement(blue, yellow) -> red;
complement(red, blue) -> yellow;
complement(red, yellow) -> blue;
complement(yellow, blue) -> red;
complement(yellow, red) -> blue.

%% Big

big(N) ->
    Self = self(),
    Pids = [
        spawn_link(fun() -> neighbor(Self, share(N, ?NEIGHBORS, I), I) end)
     || I <- lists:seq(0, ?NEIGHBORS - 1)
    ],
    All = list_to_tuple(Pids),
    [Pid ! {begin_with, All} || Pid <- Pids],
    N = add_up(pongs, ?NEIGHBORS, 0),
    stop_all(Pids).

neighbor(Sink, Pings, Random) ->
    receive
        {begin_with, All} -> go_on(Sink, All, Pings, Random, 0)
    end.

go_on(Sink, All, 0, Random, Pongs) ->
    Sink ! {pongs, Pongs},
    answer_pings(Sink, All, 0, Random, Pongs);
go_on(Sink, All, Pings, State, Pongs) ->
    Random = random(State),
    element(drawn(Random) rem ?NEIGHBORS + 1, All) ! {ping, self()},
    answer_pings(Sink, All, Pings - 1, Random, Pongs).

answer_pings(Sink, All, Pings, Random, Pongs) ->
    receive
        {ping, From} ->
            From ! pong,
            answer_pings(Sink, All, Pings, Random, Pongs);
        pong ->
            go_on(Sink, All, Pings, Random, Pongs + 1);
        stop ->
            ok
    end.
