/* SPDX-License-Identifier: MIT */

/* The walk over the tree that both files are written by: what the main file declares, in order. */

#include "emit-parts.h"

static void
emit_exception (GString           *out,
                const IdlModel    *model,
                const IdlNode     *node,
                const IdlEmitters *emitters)
{
  const IdlDomain *domain = idl_names_get_domain (model, node);

  if (g_ptr_array_index (domain->exceptions, 0) == node)
    emitters->emit_domain (out, domain);
  emitters->emit_exception (out, domain, node);
}

static void
emit_node (GString *out, const IdlModel *model, const IdlNode *node, const IdlEmitters *emitters)
{
  switch (node->kind)
    {
    case IDL_NODE_MODULE:
      idl_emit_nodes (out, model, node->children, emitters);
      break;
    case IDL_NODE_INTERFACE:
      idl_emit_nodes (out, model, node->children, emitters);
      if (node->defined)
        emitters->emit_interface (out, model, node);
      break;
    case IDL_NODE_STRUCT:
    case IDL_NODE_UNION:
      if (node->defined)
        emitters->emit_struct (out, node);
      break;
    case IDL_NODE_EXCEPTION:
      emit_exception (out, model, node, emitters);
      break;
    case IDL_NODE_ENUM:
      emitters->emit_enum (out, node);
      break;
    case IDL_NODE_BITMASK:
      emitters->emit_bitmask (out, node);
      break;
    case IDL_NODE_BITSET:
      emitters->emit_bitset (out, node);
      break;
    case IDL_NODE_NATIVE:
      emitters->emit_native (out, node);
      break;
    case IDL_NODE_TYPEDEF:
      emitters->emit_typedef (out, node);
      break;
    case IDL_NODE_CONST:
      if (emitters->emit_const != NULL)
        emitters->emit_const (out, node);
      break;
    case IDL_NODE_ENUMERATOR:
    case IDL_NODE_MEMBER:
    case IDL_NODE_OPERATION:
    case IDL_NODE_ATTRIBUTE:
    case IDL_NODE_PARAMETER:
    case IDL_NODE_BIT:
    case IDL_NODE_BITFIELD:
      break;
    }
}

void
idl_emit_nodes (GString           *out,
                const IdlModel    *model,
                const GPtrArray   *nodes,
                const IdlEmitters *emitters)
{
  for (guint i = 0; i < nodes->len; i++)
    {
      const IdlNode *node = g_ptr_array_index (nodes, i);

      if (!node->imported)
        emit_node (out, model, node, emitters);
    }
}
