/* SPDX-License-Identifier: MIT */

/* Tarjan's strongly connected components, in time that is linear in things and connections, with a
 * stack of its own: chains may be as long as a file.
 */

#include "circles.h"

#define UNSEEN 0

typedef struct
{
  gconstpointer name;
  GArray       *targets;   /* of guint: indices */
  guint         order;     /* in which it was seen, from 1 */
  guint         low;       /* the earliest on the stack that it leads to */
  guint         next;      /* of the targets, to be visited */
  guint         component; /* from 1; 0 while it is not known */
} Thing;

struct _IdlCircles
{
  GArray     *things;  /* of Thing */
  GHashTable *indices; /* name → index + 1 */
  GArray     *path;    /* of guint: being visited */
  GArray     *open;    /* of guint: visited, component not known */
  guint       n_seen;
  guint       n_components;
};

static void
thing_clear (gpointer data)
{
  g_array_unref (((Thing *) data)->targets);
}

IdlCircles *
idl_circles_new (void)
{
  IdlCircles *self = g_new0 (IdlCircles, 1);

  self->things = g_array_new (FALSE, FALSE, sizeof (Thing));
  g_array_set_clear_func (self->things, thing_clear);
  self->indices = g_hash_table_new (NULL, NULL);
  self->path = g_array_new (FALSE, FALSE, sizeof (guint));
  self->open = g_array_new (FALSE, FALSE, sizeof (guint));
  return self;
}

void
idl_circles_free (IdlCircles *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->things);
  g_hash_table_unref (self->indices);
  g_array_unref (self->path);
  g_array_unref (self->open);
  g_free (self);
}

static Thing *
get_thing (const IdlCircles *self, guint index)
{
  return &g_array_index (self->things, Thing, index);
}

static gboolean
find (const IdlCircles *self, gconstpointer name, guint *out_index)
{
  guint number = GPOINTER_TO_UINT (g_hash_table_lookup (self->indices, name));

  *out_index = number - 1;
  return number > 0;
}

static guint
add (IdlCircles *self, gconstpointer name)
{
  Thing thing = { .name = name };
  guint index;

  if (find (self, name, &index))
    return index;
  thing.targets = g_array_new (FALSE, FALSE, sizeof (guint));
  g_array_append_val (self->things, thing);
  g_hash_table_insert (self->indices, (gpointer) name, GUINT_TO_POINTER (self->things->len));
  return self->things->len - 1;
}

void
idl_circles_connect (IdlCircles *self, gconstpointer from, gconstpointer to)
{
  guint source = add (self, from);
  guint target = add (self, to);

  g_array_append_val (get_thing (self, source)->targets, target);
}

/* Components ---------------------------------------------------------------------------------- */

static guint
peek (const GArray *stack)
{
  return g_array_index (stack, guint, stack->len - 1);
}

static void
enter (IdlCircles *self, guint index)
{
  Thing *thing = get_thing (self, index);

  thing->order = thing->low = ++self->n_seen;
  g_array_append_val (self->path, index);
  g_array_append_val (self->open, index);
}

/* All targets were visited: if it leads to nothing earlier, what is open behind it is one. */
static void
leave (IdlCircles *self, guint index)
{
  Thing *thing = get_thing (self, index);
  guint  last;

  g_array_set_size (self->path, self->path->len - 1);
  if (self->path->len > 0)
    {
      Thing *before = get_thing (self, peek (self->path));

      before->low = MIN (before->low, thing->low);
    }
  if (thing->low != thing->order)
    return;

  self->n_components++;
  do
    {
      last = peek (self->open);
      get_thing (self, last)->component = self->n_components;
      g_array_set_size (self->open, self->open->len - 1);
    }
  while (last != index);
}

static void
visit (IdlCircles *self, guint first)
{
  enter (self, first);
  while (self->path->len > 0)
    {
      guint        index = peek (self->path);
      Thing       *thing = get_thing (self, index);
      const Thing *target;

      if (thing->next == thing->targets->len)
        {
          leave (self, index);
          continue;
        }
      index = g_array_index (thing->targets, guint, thing->next++);
      target = get_thing (self, index);
      if (target->order == UNSEEN)
        enter (self, index);
      else if (target->component == 0)
        thing->low = MIN (thing->low, target->order);
    }
}

gboolean
idl_circles_lead_back (IdlCircles *self, gconstpointer from, gconstpointer to)
{
  guint source, target;

  if (!find (self, from, &source) || !find (self, to, &target))
    return FALSE;
  if (get_thing (self, source)->order == UNSEEN)
    visit (self, source);
  if (get_thing (self, target)->order == UNSEEN)
    visit (self, target);
  return get_thing (self, source)->component == get_thing (self, target)->component;
}

/* Ways ---------------------------------------------------------------------------------------- */

/* before: for each thing the one from which it was reached, plus 1; 0 where it was not. */
static GPtrArray *
trace (const IdlCircles *self, const guint *before, guint source, guint target)
{
  GPtrArray *way = g_ptr_array_new ();

  for (guint index = target; before[index] != 0; index = before[index] - 1)
    {
      g_ptr_array_add (way, (gpointer) get_thing (self, index)->name);
      if (before[index] - 1 == source)
        {
          g_ptr_array_add (way, (gpointer) get_thing (self, source)->name);
          break;
        }
    }
  for (guint i = 0; i < way->len / 2; i++)
    {
      gpointer swapped = way->pdata[i];

      way->pdata[i] = way->pdata[way->len - 1 - i];
      way->pdata[way->len - 1 - i] = swapped;
    }
  return way;
}

GPtrArray *
idl_circles_find_way (IdlCircles *self, gconstpointer from, gconstpointer to)
{
  g_autofree guint *before = g_new0 (guint, self->things->len + 1);
  g_autoptr (GArray) queue = g_array_new (FALSE, FALSE, sizeof (guint));
  guint source, target;

  if (!find (self, from, &source) || !find (self, to, &target))
    return g_ptr_array_new ();

  g_array_append_val (queue, source);
  for (guint i = 0; i < queue->len && before[target] == 0; i++)
    {
      guint         index = g_array_index (queue, guint, i);
      const GArray *targets = get_thing (self, index)->targets;

      for (guint j = 0; j < targets->len; j++)
        {
          guint next = g_array_index (targets, guint, j);

          if (before[next] != 0)
            continue;
          before[next] = index + 1;
          g_array_append_val (queue, next);
        }
    }
  return trace (self, before, source, target);
}
