# SPDX-License-Identifier: MIT

namespace c_glib thrift

service Glass {
  binary echo (1: binary data);
  oneway void put (1: binary data);
}
