/* SPDX-License-Identifier: MIT */

#pragma once

#include "format-pieces.h"

/* Blocks in braces: what they hold decides how they are laid out. */

typedef enum
{
  IDL_BLOCK_PLAIN,  /* definitions: always on lines of their own */
  IDL_BLOCK_RECORD, /* members: a short one may stay on a line */
  IDL_BLOCK_LIST    /* enumerators, with commas behind them: the same */
} IdlBlockKind;

/* How deep the kinds are known; beyond, blocks are plain. */
#define IDL_MAX_BLOCKS 256

typedef struct
{
  guint  n;
  guint8 kinds[IDL_MAX_BLOCKS];
} IdlBlocks;

void     idl_blocks_push    (IdlBlocks *blocks, IdlBlockKind kind);
void     idl_blocks_pop     (IdlBlocks *blocks);
gboolean idl_blocks_is_list (const IdlBlocks *blocks);

/* Of the block that is opened by the brace in "index", in a definition whose words begin at "lead".
 * One inside parentheses belongs to the last of these words: switch (enum E { … }). */
IdlBlockKind idl_block_find_kind (const GArray *pieces, guint lead, guint index, gboolean is_inner);

gboolean idl_block_is_short (IdlBlockKind kind);

/* The closing brace of a block that stood on one line, and fits on one with the definition around
 * it, which begins in "begin"; 0 if there is none. */
guint idl_block_find_end (const GArray *pieces, guint begin, guint index, guint indent);

/* The last piece of the annotation that begins here; the first one if it is none, or there are
 * comments in it. */
guint idl_annotation_find_end (const GArray *pieces, guint index);
