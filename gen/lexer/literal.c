/* SPDX-License-Identifier: MIT */

/* Spellings to values. A literal is decoded by itself before it is joined with its neighbours: so
 * "\xA" "B" is two characters.
 */

#include "literal.h"

#include <string.h>

static const gchar *
read_float (const gchar *text, IdlConstant *out_value)
{
  gchar  *end;
  gdouble number = g_ascii_strtod (text, &end);

  if (g_ascii_tolower (*end) == 'd')
    end++;
  if (*end != '\0')
    return "this is no number";
  if (number > G_MAXDOUBLE)
    return "this number is too large for a double";

  *out_value = (IdlConstant){ .kind = IDL_VALUE_FLOAT, .number = number };
  return NULL;
}

const gchar *
idl_literal_read_number (const gchar *text, IdlConstant *out_value)
{
  gboolean     is_hex = text[0] == '0' && g_ascii_tolower (text[1]) == 'x';
  guint        base = is_hex ? 16 : text[0] == '0' ? 8 : 10;
  const gchar *digits = is_hex ? text + 2 : text;
  guint64      magnitude = 0;

  if (!is_hex && strpbrk (text, ".eEdD") != NULL)
    return read_float (text, out_value);
  if (*digits == '\0')
    return "there are no digits after `0x`";

  for (const gchar *digit = digits; *digit != '\0'; digit++)
    {
      gint value = g_ascii_xdigit_value (*digit);

      if (value < 0 || (base < 16 && value > 9))
        return "this is no number";
      if ((guint) value >= base)
        return "8 and 9 are no octal digits, and a number that begins with 0 is octal";
      if (magnitude > (G_MAXUINT64 - (guint) value) / base)
        return "this number is larger than any integer type";
      magnitude = magnitude * base + (guint) value;
    }

  *out_value = (IdlConstant){ .kind = IDL_VALUE_INTEGER, .magnitude = magnitude };
  return NULL;
}

static guint32
read_digits (const gchar **at, guint base, guint max_digits)
{
  guint32 value = 0;

  for (guint i = 0; i < max_digits; i++)
    {
      gint digit = g_ascii_xdigit_value (**at);

      if (digit < 0 || (guint) digit >= base)
        break;
      value = value * base + (guint) digit;
      (*at)++;
    }
  return value;
}

/* at stands behind the backslash. */
static const gchar *
read_escape (const gchar **at, gboolean wide, guint32 *out_character)
{
  static const gchar letters[] = "ntvbrfa\\?'\"";
  static const gchar meanings[] = "\n\t\v\b\r\f\a\\?'\"";
  const gchar       *letter = strchr (letters, **at);
  gboolean           is_hex = **at == 'x';

  if (**at >= '0' && **at <= '7')
    {
      *out_character = read_digits (at, 8, 3);
      return !wide && *out_character > 0xff ? "an octal escape ends at \\377" : NULL;
    }
  if (is_hex || **at == 'u')
    {
      if (!is_hex && !wide)
        return "\\u may stand in wide literals only, such as L\"\\u00e9\"";
      (*at)++;
      if (!g_ascii_isxdigit (**at))
        return "hexadecimal digits are missing in this escape";
      *out_character = read_digits (at, 16, is_hex ? 2 : 4);
      return NULL;
    }
  if (**at == '\0' || letter == NULL)
    return "there is no such escape";

  *out_character = (guchar) meanings[letter - letters];
  (*at)++;
  return NULL;
}

/* One character of a literal: a byte of a narrow one, a code point of a wide one. */
static const gchar *
read_character (const gchar **at, gboolean wide, guint32 *out_character)
{
  const gchar *problem = NULL;

  if (**at == '\\')
    {
      (*at)++;
      problem = read_escape (at, wide, out_character);
    }
  else if (wide && (guchar) * *at >= 0x80)
    {
      *out_character = g_utf8_get_char_validated (*at, -1);
      if (*out_character >= 0x110000)
        return "a wide literal must be valid UTF-8";
      *at = g_utf8_next_char (*at);
    }
  else
    *out_character = (guchar) * (*at)++;

  if (problem == NULL && wide && *out_character != 0 && !g_unichar_validate (*out_character))
    return "this is no Unicode character";
  return problem;
}

/* Steps over L and the opening quote. */
static const gchar *
enter (const gchar *text, gboolean *out_wide)
{
  *out_wide = *text == 'L';
  return text + (*out_wide ? 2 : 1);
}

const gchar *
idl_literal_read_character (const gchar *text, gboolean *out_wide, IdlConstant *out_value)
{
  const gchar *at = enter (text, out_wide);
  const gchar *problem;
  guint32      character;

  if (at[0] == '\'' && at[1] == '\0')
    return "a character literal holds one character, this one none";

  problem = read_character (&at, *out_wide, &character);
  if (problem != NULL)
    return problem;
  if (*at != '\'' || at[1] != '\0')
    return "a character literal holds one character, this one more; text stands in double quotes";

  *out_value = (IdlConstant){ .kind = IDL_VALUE_INTEGER, .magnitude = character };
  return NULL;
}

const gchar *
idl_literal_read_string (const gchar *text, gboolean *out_wide, GString *string)
{
  const gchar *at = enter (text, out_wide);
  const gchar *end = text + strlen (text) - 1;

  while (at < end)
    {
      guint32      character;
      const gchar *problem = read_character (&at, *out_wide, &character);

      if (problem != NULL)
        return problem;
      if (character == 0)
        return "a string cannot hold the character 0";
      if (*out_wide)
        g_string_append_unichar (string, character);
      else
        g_string_append_c (string, (gchar) character);
    }
  return NULL;
}
