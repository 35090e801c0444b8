/* SPDX-License-Identifier: MIT */

#pragma once

#include "operand.h"
#include "parser-private.h"

IdlOperand idl_parser_read_expression (IdlParser *parser);
