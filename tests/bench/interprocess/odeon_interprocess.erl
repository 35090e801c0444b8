%% SPDX-License-Identifier: MIT

%% Erlang between processes: calls of a gen_server in another node, over TCP. The other node is
%% started for the case and ends with it; it listens at `-erl_epmd_port`, an argument of both, so
%% that no port mapper has to be running.
-module(odeon_interprocess).
-behaviour(gen_server).
-export([main/1, serve/0, init/1, handle_call/3, handle_cast/2]).

-define(WINDOW, 1000).

main([Case, Count]) ->
    N = list_to_integer(Count),
    {ok, [[Port]]} = init:get_argument(erl_epmd_port),
    Peer = start_node(Port),
    Server = {?MODULE, Peer},
    _ = run(Case, Server, N div 10 + 1),
    Seconds = run(Case, Server, N) / 1.0e9,
    io:format("~s ~b ~.9f~n", [Case, N, Seconds]),
    erpc:cast(Peer, erlang, halt, []),
    init:stop().

payload() -> binary:copy(<<"0123456789abcdef">>, 4).

%% The other node

start_node(Port) ->
    {ok, _} = net_kernel:start(odeon_bench_a, #{name_domain => shortnames, dist_listen => false}),
    {ok, _, Peer} =
        peer:start_link(#{name => odeon_bench_b,
                          connection => standard_io,
                          args => ["-setcookie", "odeon_bench",
                                   "-start_epmd", "false",
                                   "-erl_epmd_port", Port,
                                   "-pa", filename:dirname(code:which(?MODULE))]}),
    true = net_kernel:connect_node(Peer),
    ok = erpc:call(Peer, ?MODULE, serve, []),
    Peer.

serve() ->
    {ok, _} = gen_server:start({local, ?MODULE}, ?MODULE, [], []),
    ok.

init([]) -> {ok, none}.

handle_call(Data, _From, State) -> {reply, Data, State}.

handle_cast(_Data, State) -> {noreply, State}.

%% The cases

run(Case, Server, N) ->
    Start = erlang:monotonic_time(nanosecond),
    perform(Case, Server, N, payload()),
    erlang:monotonic_time(nanosecond) - Start.

perform("rtt", Server, N, Data) ->
    repeat(N, fun() -> Data = gen_server:call(Server, Data, infinity) end);
perform("oneway", Server, N, Data) ->
    repeat(N, fun() -> gen_server:cast(Server, Data) end),
    Data = gen_server:call(Server, Data, infinity);
perform("pipe1000", Server, N, Data) ->
    First = min(N, ?WINDOW),
    Asked = queue:from_list([gen_server:send_request(Server, Data) || _ <- lists:seq(1, First)]),
    roll(Server, N - First, Data, Asked).

repeat(0, _) -> ok;
repeat(N, Do) -> Do(), repeat(N - 1, Do).

%% A rolling window: each answer taken makes room for one more request.
roll(Server, Left, Data, Asked) ->
    case queue:out(Asked) of
        {empty, _} ->
            ok;
        {{value, Request}, Rest} ->
            {reply, Data} = gen_server:receive_response(Request, infinity),
            case Left of
                0 -> roll(Server, 0, Data, Rest);
                _ -> roll(Server, Left - 1, Data,
                          queue:in(gen_server:send_request(Server, Data), Rest))
            end
    end.
