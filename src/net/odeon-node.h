/* SPDX-License-Identifier: MIT */

/* Nodes: systems that other machines reach, over QUIC. What a peer has is a ref as any other: the
 * same proxies, futures, monitors and deadlines. Nothing is reachable that was not exported by
 * name, handed out as a token, or sent to a peer in a message. */

#pragma once

#include "odeon-credentials.h"
#include "odeon-interface.h"
#include "odeon-system.h"

G_BEGIN_DECLS

#define ODEON_TYPE_NODE (odeon_node_get_type ())

/**
 * OdeonNode:
 *
 * A system's place in the network. It listens, dials, or both; each peer, another node, proves who
 * it is before anything is said, and each pair has one connection, made on first use.
 *
 * A connection that is lost is made anew; meanwhile calls wait, and then go on: while both
 * processes live, each message arrives once, in order, whatever becomes of the connections. If that
 * does not succeed within the session window, or if the peer's process is another one by then, the
 * session ends: calls fail with %ODEON_ERROR_NOT_DELIVERED, if they were certainly not sent, or
 * %ODEON_ERROR_OUTCOME_UNKNOWN; refs of that peer are dead, which those are told who monitor them;
 * what has failed never runs. odeon_node_find() begins a new one.
 *
 * The node is closed with the last reference to it, with odeon_node_close(), or when its system is
 * shut down. All functions are for any thread.
 */
ODEON_EXPORT
G_DECLARE_FINAL_TYPE (OdeonNode, odeon_node, ODEON, NODE, GObject)

/**
 * OdeonNodeRights:
 * @ODEON_NODE_RIGHTS_CALL: to call the actor, to monitor it, and to hand it on
 * @ODEON_NODE_RIGHTS_CONTROL: to stop, kill, suspend, resume and link it, too
 *
 * What a peer may do with an actor. A ref that comes in a message is for calls only.
 */
typedef enum
{
  ODEON_NODE_RIGHTS_CALL    = 0,
  ODEON_NODE_RIGHTS_CONTROL = 1 << 0
} OdeonNodeRights;

/**
 * OdeonPeerState:
 * @ODEON_PEER_CONNECTED: there is a session, new or resumed, and a connection
 * @ODEON_PEER_LOST: the connection is lost, and the session waits for another one
 * @ODEON_PEER_ENDED: the session has ended
 *
 * How a node stands with a peer.
 */
typedef enum
{
  ODEON_PEER_CONNECTED,
  ODEON_PEER_LOST,
  ODEON_PEER_ENDED
} OdeonPeerState;

/**
 * OdeonPeerFunc:
 * @peer: the peer's name
 * @state: what it has become
 * @why: (nullable): the reason; %NULL of %ODEON_PEER_CONNECTED
 * @user_data: the data of the options
 *
 * Called on the node's worker, outside any actor: it must not block.
 */
typedef void (*OdeonPeerFunc) (const gchar   *peer,
                               OdeonPeerState state,
                               const GError  *why,
                               gpointer       user_data);

/**
 * OdeonAccessFunc:
 * @peer: the name of the peer that asks, as its certificate or key has proved it
 * @ref: (transfer none): the actor; what the peer sends to one that another call is yet to return
 *   waits until it is known who that is
 * @interface: (nullable): the interface's name, as `Bank::Account`; %NULL of the library's own
 *   operations, as `stop`
 * @operation: the operation's or attribute's name
 * @user_data: the data of the options
 *
 * Whether the peer may call that. Called for each call and message that arrives, on the node's
 * worker: it must be quick, and must not block. One that is refused fails with
 * %G_IO_ERROR_PERMISSION_DENIED, and is never seen by the actor.
 *
 * Returns: whether it may
 */
typedef gboolean (*OdeonAccessFunc) (const gchar *peer,
                                     OdeonRef    *ref,
                                     const gchar *interface,
                                     const gchar *operation,
                                     gpointer     user_data);

/**
 * OdeonResolverFunc:
 * @host: the host of an address, as it was given
 * @port: its port; 0 if it has none
 * @user_data: the data of the options
 *
 * Where a host is to be found, by whatever list or service the application has. Called on the
 * node's worker: it must not block.
 *
 * Returns: (transfer full) (nullable): `host:port`, a name for the DNS or a number; %NULL: as it
 *   was given
 */
typedef gchar *(*OdeonResolverFunc) (const gchar *host, guint16 port, gpointer user_data);

/**
 * OdeonNodeCongestion:
 * @ODEON_NODE_CUBIC: as most of TCP; fair to it
 * @ODEON_NODE_BBR: holds its rate where packets are lost at random, as on radio links
 *
 * How fast a node sends.
 */
typedef enum
{
  ODEON_NODE_CUBIC,
  ODEON_NODE_BBR
} OdeonNodeCongestion;

/**
 * OdeonNodeOptions:
 * @idle_ms: after how many milliseconds without a sign of life a connection counts as lost
 * @session_window_ms: for how long a session outlives its connection; 0: not at all
 * @handshake_ms: how long a connection may take to come up
 * @call_timeout_ms: after how long calls fail whose operation says nothing; 0 is never
 * @max_peers: sessions at a time; peers above that are refused
 * @max_frame: bytes of a message, at most
 * @window: bytes of messages that a peer may send before some have been handled
 * @max_refs: refs that a peer may hold; a call whose answer has one more fails with
 *   %ODEON_ERROR_NO_RESOURCES
 * @max_calls: calls under way with a peer, in each direction; monitors count; likewise
 * @strict: refuse a peer with another version of an interface that both have
 * @congestion: how fast it sends
 * @hosts: (nullable) (array zero-terminated=1): where hosts are that no DNS needs to know: of
 *   `HOST=ADDRESS` or `HOST=ADDRESS:PORT`, of which a host may have several
 * @qlog_directory: (nullable): where to write a log of each connection, for debugging; who can read
 *   it learns much
 * @access: (nullable): asked for each call that arrives
 * @resolver: (nullable): asked where a host is
 * @peer_changed: (nullable): told of peers that come and go
 * @user_data: data for these
 * @destroy: (nullable): releases @user_data, on any thread, when the node is gone
 *
 * To be initialised with %ODEON_NODE_OPTIONS_INIT, then set by name.
 */
typedef struct
{
  guint               idle_ms;
  guint               session_window_ms;
  guint               handshake_ms;
  guint               call_timeout_ms;
  guint               max_peers;
  guint32             max_frame;
  guint32             window;
  guint32             max_refs;
  guint32             max_calls;
  gboolean            strict;
  OdeonNodeCongestion congestion;
  const gchar *const *hosts;
  const gchar        *qlog_directory;
  OdeonAccessFunc     access;
  OdeonResolverFunc   resolver;
  OdeonPeerFunc       peer_changed;
  gpointer            user_data;
  GDestroyNotify      destroy;

  /*< private >*/
  gpointer            padding[8];
} OdeonNodeOptions;

/**
 * ODEON_NODE_OPTIONS_INIT:
 *
 * What a variable of type #OdeonNodeOptions begins with.
 */
#define ODEON_NODE_OPTIONS_INIT                                                                    \
  {                                                                                                \
    15000, 30000, 10000, 30000, 4096, 64u << 20, 4u << 20, 1u << 20, 1u << 16, FALSE,              \
    ODEON_NODE_CUBIC, NULL, NULL, NULL, NULL, NULL, NULL, NULL, { NULL }                           \
  }

/**
 * odeon_system_start_node:
 * @self: a system with workers
 * @credentials: who the node is, and whom it believes
 * @options: (nullable): the rest
 * @error: return location for an error: %ODEON_ERROR_INVALID_ARGUMENT of a system without workers
 *   or of hosts that are none, or %G_IO_ERROR_NOT_SUPPORTED of an Odeon that was built
 *   without the network
 *
 * Makes the system a node, which does nothing before it is asked to. A system may be several.
 *
 * Returns: (transfer full) (nullable): the node
 */
ODEON_EXPORT
OdeonNode *odeon_system_start_node (OdeonSystem            *self,
                                    OdeonCredentials       *credentials,
                                    const OdeonNodeOptions *options,
                                    GError                **error);

/**
 * odeon_node_close:
 * @self: a node
 *
 * Ends all its sessions, which the peers are told, and what it listened to. Repeating it does
 * nothing.
 */
ODEON_EXPORT
void odeon_node_close (OdeonNode *self);

/**
 * odeon_node_listen:
 * @self: a node
 * @address: a number and a port, `192.0.2.1:4433` or `[2001:db8::1]:4433`; `[::]:4433` for all
 *   addresses of the machine, `0.0.0.0:4433` for those of IPv4; the port 0 is any free one
 * @error: return location for an error: a #GIOErrorEnum of the socket, or
 *   %ODEON_ERROR_INVALID_ARGUMENT of something else than an address
 *
 * Lets peers connect, from now on; to be called last, when all is exported. In an actor it waits as
 * an await does.
 *
 * Returns: whether it listens
 */
ODEON_EXPORT
gboolean odeon_node_listen (OdeonNode *self, const gchar *address, GError **error);

/**
 * odeon_node_get_port:
 * @self: a node
 *
 * Returns: the port to which it listened last; 0 if it does not
 */
ODEON_EXPORT
guint16 odeon_node_get_port (OdeonNode *self);

/**
 * odeon_node_dup_name:
 * @self: a node
 *
 * Returns: (transfer full): the name that its credentials prove
 */
ODEON_EXPORT
gchar *odeon_node_dup_name (OdeonNode *self);

/**
 * odeon_node_export:
 * @self: a node
 * @name: the name by which peers find it, of UTF-8: not empty, and not with `#` at its front
 * @ref: (type OdeonRef): a ref or a proxy
 * @rights: what peers may do with it
 * @error: return location for %ODEON_ERROR_NAME_TAKEN or %ODEON_ERROR_INVALID_ARGUMENT
 *
 * Lets each peer that is believed find the actor. The node holds it.
 *
 * Returns: whether it is exported
 */
ODEON_EXPORT
gboolean odeon_node_export (OdeonNode       *self,
                            const gchar     *name,
                            gpointer         ref,
                            OdeonNodeRights  rights,
                            GError         **error);

/**
 * odeon_node_unexport:
 * @self: a node
 * @name: a name
 *
 * Nobody finds the actor by that name any more. Peers that have it keep it:
 * odeon_node_withdraw() takes it from them.
 *
 * Returns: whether it was exported
 */
ODEON_EXPORT
gboolean odeon_node_unexport (OdeonNode *self, const gchar *name);

/**
 * odeon_node_mint:
 * @self: a node
 * @ref: (type OdeonRef): a ref or a proxy
 * @rights: what may be done with it
 * @error: return location for %ODEON_ERROR_NO_RESOURCES
 *
 * Makes a ref into something that can be written down: 128 bits of the kernel's random numbers, as
 * 32 hexadecimal digits. Whichever peer has them may redeem them, as often as it likes, by
 * odeon_node_find() of `odeon://host:port/#` and the token. They are never logged; whoever reads
 * them has the actor. The node holds it until the token is revoked.
 *
 * Returns: (transfer full) (nullable): the token
 */
ODEON_EXPORT
gchar *odeon_node_mint (OdeonNode       *self,
                        gpointer         ref,
                        OdeonNodeRights  rights,
                        GError         **error);

/**
 * odeon_node_revoke:
 * @self: a node
 * @token: what odeon_node_mint() has returned
 *
 * The token is worth nothing any more, and its actor is withdrawn, as by odeon_node_withdraw().
 *
 * Returns: whether there was such a token
 */
ODEON_EXPORT
gboolean odeon_node_revoke (OdeonNode *self, const gchar *token);

/**
 * odeon_node_withdraw:
 * @self: a node
 * @ref: (type OdeonRef): a ref or a proxy
 *
 * Takes an actor from all peers that have it: their calls of it fail with
 * %G_IO_ERROR_PERMISSION_DENIED from now on. One that finds it anew, by a name or a token that
 * still holds, has it again.
 */
ODEON_EXPORT
void odeon_node_withdraw (OdeonNode *self, gpointer ref);

/**
 * odeon_node_find:
 * @self: a node
 * @address: `odeon://host:port/name`, or `odeon://host:port/#token`; `odeon://node@host:port/name`
 *   if nobody but the node of that name will do
 *
 * Finds an actor of a peer, which is connected to first if need be. The name of the node is worth
 * giving: without it any node that is believed may answer there. What is not exported is
 * %ODEON_ERROR_NOT_FOUND; a peer that does not answer, %G_IO_ERROR_TIMED_OUT or another
 * #GIOErrorEnum; one that is not believed, of #OdeonTrustError.
 *
 * Returns: (transfer full): a future for odeon_node_find_await() or, to call the actor before it is
 *   found, odeon_ref_from_future()
 */
ODEON_EXPORT
OdeonFuture *odeon_node_find (OdeonNode *self, const gchar *address);

/**
 * odeon_node_find_await:
 * @future: (transfer full): what odeon_node_find() returned
 * @error: return location for an error
 *
 * Waits for the actor. What interface it has is asked by the generated `…_from_ref()`.
 *
 * Returns: (transfer full) (nullable): its ref
 */
ODEON_EXPORT
OdeonRef *odeon_node_find_await (OdeonFuture *future, GError **error);

/**
 * odeon_node_find_sync:
 * @self: a node
 * @address: as for odeon_node_find()
 * @error: return location for an error
 *
 * odeon_node_find() and odeon_node_find_await() in one.
 *
 * Returns: (transfer full) (nullable): the ref
 */
ODEON_EXPORT
OdeonRef *odeon_node_find_sync (OdeonNode *self, const gchar *address, GError **error);

/**
 * OdeonNodeStatistics:
 * @n_peers: sessions
 * @n_connected: those of them that have a connection
 * @n_resumed: how often a session has gone on over another connection
 * @n_ended: sessions that have ended
 * @n_refused: connections that were not taken on, because of the peer or of a limit
 * @n_denied: calls that the peer had no right to
 * @n_dropped: unreliable and sequenced messages that this node has dropped: there was too much, or
 *   a later one had come
 *
 * What has become of a node's peers.
 */
typedef struct
{
  guint   n_peers;
  guint   n_connected;
  guint64 n_resumed;
  guint64 n_ended;
  guint64 n_refused;
  guint64 n_denied;
  guint64 n_dropped;

  /*< private >*/
  guint64 padding[8];
} OdeonNodeStatistics;

/**
 * odeon_node_get_statistics:
 * @self: a node
 * @out_statistics: (out caller-allocates): what they are now
 *
 * In an actor it waits as an await does. All are 0 once the node is closed.
 */
ODEON_EXPORT
void odeon_node_get_statistics (OdeonNode *self, OdeonNodeStatistics *out_statistics);

G_END_DECLS
