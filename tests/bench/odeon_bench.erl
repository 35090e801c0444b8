%% SPDX-License-Identifier: MIT

%% Erlang's side of the benchmarks: `erl -noinput -run odeon_bench main CASE N` prints one line,
%% `CASE N RESULT`, like the programs written in C. What one operation is in each case is the same
%% as there; messages carry a number, as theirs do.

-module(odeon_bench).
-behaviour(gen_server).
-export([main/1]).
-export([init/1, handle_call/3, handle_cast/2]).

-define(RING_SIZE, 503).
-define(WINDOW, 1000).
-define(PRODUCERS, 4).
-define(SETTLED, 1000).

main([Case, Count]) ->
    N = list_to_integer(Count),
    case find(Case) of
        unknown ->
            io:format(standard_error, "Unknown case: ~s~n", [Case]),
            halt(2);
        {cold, Run} ->
            print(Case, N, Run(N));
        {warmed, Run} ->
            Run(N div 10 + 1),
            print(Case, N, Run(N))
    end.

print(Case, N, Result) ->
    io:format("~s ~b ~.9f~n", [Case, N, float(Result)]),
    halt(0).

find("pingpong") -> {warmed, fun pingpong/1};
find("fanin") -> {warmed, fun fanin/1};
find("spawn") -> {warmed, fun spawn_and_end/1};
find("spawn_bytes") -> {cold, fun spawn_bytes/1};
find("ring") -> {warmed, fun ring/1};
find("ask_seq") -> {warmed, fun ask_seq/1};
find("ask_seq_bare") -> {warmed, fun ask_seq_bare/1};
find("ask_pipe") -> {warmed, fun ask_pipe/1};
find("idle_cpu") -> {cold, fun idle_cpu/1};
find(_) -> unknown.

%% Runs in a process of its own, whose heap is not that of the code before it.
timed(Run) ->
    {_, Monitor} =
        spawn_monitor(fun() ->
            Start = erlang:monotonic_time(nanosecond),
            Run(),
            exit({took, (erlang:monotonic_time(nanosecond) - Start) / 1.0e9})
        end),
    receive
        {'DOWN', Monitor, process, _, {took, Seconds}} -> Seconds
    end.

%% Ping-pong

pingpong(N) ->
    Ponger = spawn_link(fun pong/0),
    Seconds = timed(fun() -> ping(Ponger, N) end),
    Ponger ! stop,
    Seconds.

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

%% Fan-in

fanin(N) ->
    timed(fun() ->
        Consumer = self(),
        Quota = N div ?PRODUCERS,
        [spawn_link(fun() -> produce(Consumer, Quota) end) || _ <- lists:seq(1, ?PRODUCERS)],
        consume(Quota * ?PRODUCERS)
    end).

produce(_, 0) ->
    ok;
produce(Consumer, N) ->
    Consumer ! {item, N},
    produce(Consumer, N - 1).

consume(0) ->
    ok;
consume(N) ->
    receive
        {item, _} -> consume(N - 1)
    end.

%% Spawn: create, one message, one reply, gone

spawn_and_end(N) ->
    Before = erlang:system_info(process_count),
    timed(fun() ->
        spawn_next(N),
        await_ends(Before + 1)
    end).

spawn_next(0) ->
    ok;
spawn_next(N) ->
    Child = spawn(fun reply_once/0),
    Child ! {ask, self(), N},
    receive
        {reply, Child, _} -> spawn_next(N - 1)
    end.

reply_once() ->
    receive
        {ask, From, Value} -> From ! {reply, self(), Value}
    end.

await_ends(Count) ->
    case erlang:system_info(process_count) of
        More when More > Count ->
            erlang:yield(),
            await_ends(Count);
        _ ->
            ok
    end.

%% Bytes per process that has had a message and waits for the next

spawn_bytes(N) ->
    First = populate(?SETTLED),
    Before = resident_bytes(),
    Rest = populate(N),
    Bytes = (resident_bytes() - Before) / N,
    [Pid ! stop || Pid <- First ++ Rest],
    Bytes.

populate(N) ->
    [
        begin
            Pid = spawn_link(fun echo/0),
            ask(Pid, I),
            Pid
        end
     || I <- lists:seq(1, N)
    ].

resident_bytes() ->
    {ok, Status} = file:read_file("/proc/self/status"),
    {match, [Kilobytes]} =
        re:run(Status, "VmRSS:\\s*(\\d+) kB", [{capture, all_but_first, list}]),
    list_to_integer(Kilobytes) * 1024.

%% Ring: a token that counts its hops down; the clock starts when all are linked

ring(N) ->
    Collector = self(),
    First = spawn_link(fun() -> first_node(Collector) end),
    Last = lists:foldl(
        fun(_, Next) -> spawn_link(fun() -> node_loop(Next, Collector) end) end,
        First,
        lists:seq(2, ?RING_SIZE)
    ),
    First ! {next, Last},
    Start = erlang:monotonic_time(nanosecond),
    First ! {hop, N},
    receive
        arrived -> (erlang:monotonic_time(nanosecond) - Start) / 1.0e9
    end.

first_node(Collector) ->
    receive
        {next, Next} -> node_loop(Next, Collector)
    end.

node_loop(Next, Collector) ->
    receive
        {hop, Hops} when Hops > 1 ->
            Next ! {hop, Hops - 1},
            node_loop(Next, Collector);
        {hop, _} ->
            Collector ! arrived,
            node_loop(Next, Collector)
    end.

%% Asks without OTP: a request with a unique reference, which the reply bears. They are not what
%% Erlang's users call: a peer that dies is not noticed, and the asker waits for ever. Measured to
%% show what that costs; and a window of requests is kept so, which OTP's calls cannot.

ask_seq_bare(N) ->
    Echo = spawn_link(fun echo/0),
    Seconds = timed(fun() -> ask_next(Echo, N) end),
    Echo ! stop,
    Seconds.

ask_next(_, 0) ->
    ok;
ask_next(Echo, N) ->
    ask(Echo, N),
    ask_next(Echo, N - 1).

ask(Echo, Value) ->
    answer(request(Echo, Value)).

request(Echo, Value) ->
    Ref = make_ref(),
    Echo ! {ask, self(), Ref, Value},
    Ref.

answer(Ref) ->
    receive
        {Ref, Value} -> Value
    end.

echo() ->
    receive
        {ask, From, Ref, Value} ->
            From ! {Ref, Value},
            echo();
        stop ->
            ok
    end.

%% A rolling window: each answer taken, in order, makes room for one more request.
ask_pipe(N) ->
    Echo = spawn_link(fun echo/0),
    Seconds = timed(fun() ->
        Window = min(N, ?WINDOW),
        Requests = [request(Echo, I) || I <- lists:seq(1, Window)],
        roll(Echo, queue:from_list(Requests), N - Window)
    end),
    Echo ! stop,
    Seconds.

roll(_, Requests, 0) ->
    lists:foreach(fun answer/1, queue:to_list(Requests));
roll(Echo, Requests, Left) ->
    {{value, Oldest}, Others} = queue:out(Requests),
    answer(Oldest),
    roll(Echo, queue:in(request(Echo, Left), Others), Left - 1).

%% Asks as Erlang's users make them: gen_server:call(), which notices that the peer has died.

ask_seq(N) ->
    {ok, Server} = gen_server:start_link(?MODULE, [], []),
    Seconds = timed(fun() -> call_next(Server, N) end),
    gen_server:stop(Server),
    Seconds.

call_next(_, 0) ->
    ok;
call_next(Server, N) ->
    N = gen_server:call(Server, N),
    call_next(Server, N - 1).

init([]) -> {ok, none}.

handle_call(Value, _, State) -> {reply, Value, State}.

handle_cast(_, State) -> {noreply, State}.

%% Idle

idle_cpu(N) ->
    Idle = populate(N),
    {Before, _} = erlang:statistics(runtime),
    timer:sleep(2000),
    {After, _} = erlang:statistics(runtime),
    [Pid ! stop || Pid <- Idle],
    After - Before.
