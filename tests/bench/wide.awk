# SPDX-License-Identifier: MIT

# Writes interfaces of 1, 10, 100 and 1000 operations, for the benchmark of how calls grow dearer.
BEGIN {
  print "/** Interfaces of ever more operations, the last of which is called. */"
  print "module Wide {"
  for (n = 1; n <= 1000; n *= 10)
    {
      printf "  interface Of%d {\n", n
      for (i = 1; i < n; i++)
        printf "    long long operation_%d (in long long value);\n", i
      print "    long long last (in long long value);"
      print "  };"
    }
  print "};"
}
