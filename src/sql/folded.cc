#include "sql/folded.h"

#include <algorithm>

#include "base/ascii.h"

namespace semaflow::sql {
namespace {

bool AreSame(char a, char b) { return AsciiLower(a) == AsciiLower(b); }

}  // namespace

bool SameFolded(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), AreSame);
}

std::uint64_t HashFolded(std::string_view name) {
  std::uint64_t hash = 0xcbf29ce484222325;  // FNV-1a
  for (const char c : name)
    hash = (hash ^ static_cast<unsigned char>(AsciiLower(c))) * 0x100000001b3;
  return hash;
}

bool HoldsFolded(std::string_view text, std::string_view part) {
  return std::search(text.begin(), text.end(), part.begin(), part.end(), AreSame) != text.end();
}

}  // namespace semaflow::sql
