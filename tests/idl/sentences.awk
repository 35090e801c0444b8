# SPDX-License-Identifier: MIT

# Prints the sentences in C sources: string literals that have two words at least, each with its
# file and line: "gen/x.c:7<TAB>text". Adjacent literals are one, a format macro between them is a
# hole. Names that are not words for a reader (see below) are left out.

function finish ()
{
  if (have && text ~ /[a-z`] [a-z`%]/)
    print FILENAME ":" begin "\t" text
  have = 0
  text = ""
}

# The literal that begins at position i; sets the global i behind it.
function read_string (line,   c)
{
  if (!have)
    begin = FNR
  have = 1
  for (i++; i <= length (line); i++)
    {
      c = substr (line, i, 1)
      if (c == "\"")
        {
          i++
          return
        }
      if (c == "\\")
        {
          i++
          c = substr (line, i, 1)
          if (c == "n")
            c = " "
        }
      text = text c
    }
}

FNR == 1 { finish (); in_comment = 0 }

# Not a sentence, or no diagnostic: formats of C, and what is said to whoever works on the compiler.
/^#/ || /g_error \(|g_assert|clang-format/ { next }

{
  line = $0
  for (i = 1; i <= length (line);)
    {
      rest = substr (line, i)
      if (in_comment)
        {
          end = index (rest, "*/")
          if (end == 0)
            break
          in_comment = 0
          i += end + 1
        }
      else if (rest ~ /^\/\*/)
        {
          in_comment = 1
          i += 2
        }
      else if (rest ~ /^"/)
        read_string(line)
      else if (rest ~ /^'(\\.|[^\\])'/)
        {
          finish ()
          match (rest, /^'(\\.|[^\\])'/)
          i += RLENGTH
        }
      else if (have && rest ~ /^G_[A-Z0-9]+_FORMAT/)
        {
          match (rest, /^G_[A-Z0-9]+_FORMAT/)
          text = text "u"
          i += RLENGTH
        }
      else
        {
          if (rest !~ /^[ \t]/)
            finish ()
          i++
        }
    }
}

END { finish () }
