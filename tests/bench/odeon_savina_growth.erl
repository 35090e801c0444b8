%% SPDX-License-Identifier: MIT

%% Savina's sieve and tree, and Skynet: processes that make more processes as they find more to do.
%% Skynet has up to a million at once, for which `erl +P 2000000` is needed.

-module(odeon_savina_growth).
-export([sieve/1, uct/1, skynet/1]).

-define(KEPT, 1000).
-define(HEIGHT, 10).
-define(WORK, 100).
-define(BRANCHES, 10).

%% Sieve: a filter tries its primes in ascending order. They are a list, and the newest one of their
%% own, newest first, which is appended now and then.

sieve(N) ->
    Self = self(),
    First = spawn_link(fun() -> filter(Self, [2], [], 1) end),
    sift(First, 3, N),
    First ! {finish, 0},
    Primes = count_primes(N),
    Primes = odeon_savina:add_up(found, 1, 0).

sift(First, Candidate, N) when Candidate =< N ->
    First ! {sift, Candidate},
    sift(First, Candidate + 2, N);
sift(_, _, _) ->
    ok.

filter(Sieve, Primes, Newest, Kept) ->
    receive
        {sift, Candidate} ->
            case divides(Candidate, Primes) orelse divides(Candidate, Newest) of
                true -> filter(Sieve, Primes, Newest, Kept);
                false when Kept < ?KEPT -> keep(Sieve, Primes, [Candidate | Newest], Kept + 1);
                false -> full_filter(Primes ++ lists:reverse(Newest), next_filter(Sieve, Candidate))
            end;
        {finish, Before} ->
            Sieve ! {found, Before + Kept}
    end.

keep(Sieve, Primes, Newest, Kept) when Kept rem 100 =:= 0 ->
    filter(Sieve, Primes ++ lists:reverse(Newest), [], Kept);
keep(Sieve, Primes, Newest, Kept) ->
    filter(Sieve, Primes, Newest, Kept).

next_filter(Sieve, Prime) ->
    spawn_link(fun() -> filter(Sieve, [Prime], [], 1) end).

full_filter(Primes, Next) ->
    receive
        {sift, Candidate} ->
            case divides(Candidate, Primes) of
                true -> ok;
                false -> Next ! {sift, Candidate}
            end,
            full_filter(Primes, Next);
        {finish, Before} ->
            Next ! {finish, Before + ?KEPT}
    end.

divides(_, []) -> false;
divides(Candidate, [Prime | _]) when Candidate rem Prime =:= 0 -> true;
divides(Candidate, [_ | Primes]) -> divides(Candidate, Primes).

%% Trial division by the primes up to the root: so little beside the sieve that it is no matter.
count_primes(N) -> count_primes(3, N, [], 1).

count_primes(Candidate, N, _, Count) when Candidate > N ->
    Count;
count_primes(Candidate, N, Odd, Count) ->
    case is_prime(Candidate, Odd) of
        true when Candidate * Candidate =< N ->
            count_primes(Candidate + 2, N, Odd ++ [Candidate], Count + 1);
        true ->
            count_primes(Candidate + 2, N, Odd, Count + 1);
        false ->
            count_primes(Candidate + 2, N, Odd, Count)
    end.

is_prime(Candidate, [Prime | _]) when Prime * Prime > Candidate -> true;
is_prime(Candidate, [Prime | _]) when Candidate rem Prime =:= 0 -> false;
is_prime(Candidate, [_ | Primes]) -> is_prime(Candidate, Primes);
is_prime(_, []) -> true.

%% Unbalanced cobwebbed tree: the root keeps the budget and answers each new node

uct(N) ->
    Random = odeon_savina:random(1),
    Children = granted(Random, N - 1),
    Nodes = grow(self(), 0, Children),
    root(N - 1 - Children, Children, Random),
    N = visit(Nodes, Children).

root(_, 0, _) ->
    ok;
root(Budget, Unanswered, State) ->
    receive
        {should_generate, Node, Height} when Budget > 0, Height < ?HEIGHT ->
            Random = odeon_savina:random(State),
            Children = granted(Random, Budget),
            Node ! {generate, Children},
            root(Budget - Children, Unanswered - 1 + Children, Random);
        {should_generate, Node, _} ->
            Node ! {generate, 0},
            root(Budget, Unanswered - 1, State)
    end.

granted(Random, Budget) -> min(2 + odeon_savina:drawn(Random) rem 9, Budget).

grow(Root, Height, Children) ->
    Self = self(),
    [spawn(fun() -> node(Root, Self, Height + 1) end) || _ <- lists:seq(1, Children)].

node(Root, Parent, Height) ->
    Root ! {should_generate, self(), Height},
    receive
        {generate, 0} ->
            receive
                traverse -> work(?WORK)
            end,
            Parent ! {report, 1};
        {generate, Children} ->
            Nodes = grow(Root, Height, Children),
            receive
                traverse -> ok
            end,
            Parent ! {report, visit(Nodes, Children)}
    end.

visit(Nodes, Children) ->
    [Node ! traverse || Node <- Nodes],
    odeon_savina:add_up(report, Children, 1).

work(0) -> ok;
work(Left) -> work(Left - 1).

%% Skynet; the numbers that are not powers of ten are taken for the one below

skynet(N) ->
    Leaves = power_of_ten(N, 1),
    true = erlang:system_info(process_limit) > 2 * Leaves orelse exit("erl +P 2000000 is needed"),
    Self = self(),
    spawn(fun() -> branch(Self, 0, Leaves) end),
    Sum = Leaves * (Leaves - 1) div 2,
    Sum = odeon_savina:add_up(sum, 1, 0).

power_of_ten(N, Power) when Power * ?BRANCHES =< N -> power_of_ten(N, Power * ?BRANCHES);
power_of_ten(_, Power) -> Power.

branch(Parent, First, 1) ->
    Parent ! {sum, First};
branch(Parent, First, Leaves) ->
    Self = self(),
    Part = Leaves div ?BRANCHES,
    [
        spawn(fun() -> branch(Self, First + I * Part, Part) end)
     || I <- lists:seq(0, ?BRANCHES - 1)
    ],
    Parent ! {sum, odeon_savina:add_up(sum, ?BRANCHES, 0)}.
