#include "sql/folded.h"

#include <algorithm>

namespace semaflow::sql {
namespace {

char Folded(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
bool AreSame(char a, char b) { return Folded(a) == Folded(b); }

}  // namespace

bool SameFolded(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), AreSame);
}

std::uint64_t HashFolded(std::string_view name) {
  std::uint64_t hash = 0xcbf29ce484222325;  // FNV-1a
  for (const char c : name) hash = (hash ^ static_cast<unsigned char>(Folded(c))) * 0x100000001b3;
  return hash;
}

bool HoldsFolded(std::string_view text, std::string_view part) {
  return std::search(text.begin(), text.end(), part.begin(), part.end(), AreSame) != text.end();
}

}  // namespace semaflow::sql
