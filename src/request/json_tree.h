// JSON text as a tree of plain nodes with their places. The only file that sees the JSON library.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/source.h"
#include "request/problems.h"

namespace semaflow::request {

inline constexpr std::size_t kRequestBytesMax = std::size_t{1} << 20;
inline constexpr int kRequestDepthMax = 64;

enum class JsonKind : std::uint8_t { kNull, kBool, kNumber, kText, kList, kObject };

/// One value. Texts point into the document, or into the buffer of the tree that made them.
struct JsonNode {
  static constexpr std::uint32_t kNone = 0xffffffff;

  JsonKind kind = JsonKind::kNull;
  bool boolean = false;
  Span span;                    ///< The token; the opening bracket of a list or an object.
  std::string_view text;        ///< kText: without escapes. kNumber: the token as written.
  std::string_view key;         ///< In an object, without escapes.
  std::uint32_t key_begin = 0;  ///< Where the key's token begins.
  std::uint32_t first = kNone;  ///< The first item of a list or value of an object.
  std::uint32_t next = kNone;   ///< The next one in the same list or object.
  std::uint32_t count = 0;      ///< Items or keys.
};

/// Which documents share their memory.
enum class JsonSort : std::uint8_t { kRequest, kAccessFilters };

/// The nodes of one document. Those of one thread and sort share their memory from one to the next,
/// so a tree is good until the next ParseJson of its thread and sort.
class JsonTree {
 public:
  const JsonNode& root() const { return nodes_->front(); }
  const JsonNode& At(std::uint32_t index) const { return (*nodes_)[index]; }

  /// `for (const JsonNode& item : tree.Children(node))`
  class Iterator {
   public:
    Iterator(const JsonTree& tree, std::uint32_t index) : tree_(&tree), index_(index) {}
    const JsonNode& operator*() const { return tree_->At(index_); }
    Iterator& operator++() {
      index_ = tree_->At(index_).next;
      return *this;
    }
    bool operator!=(const Iterator& other) const { return index_ != other.index_; }

   private:
    const JsonTree* tree_;
    std::uint32_t index_;
  };
  struct Range {
    Iterator first;
    Iterator last;
    Iterator begin() const { return first; }
    Iterator end() const { return last; }
  };
  Range Children(const JsonNode& node) const {
    return {Iterator(*this, node.first), Iterator(*this, JsonNode::kNone)};
  }

 private:
  friend std::optional<JsonTree> ParseJson(std::string_view text, Problems& problems,
                                           JsonSort sort);
  explicit JsonTree(const std::vector<JsonNode>& nodes) : nodes_(&nodes) {}

  const std::vector<JsonNode>* nodes_;
};

/// Reads one document (RFC 8259, UTF-8, at most 1 MiB and 64 deep), an object. nullopt: `problems`
/// says why, with kRequestSyntax, kRequestShape (not an object, a key twice in one object) or
/// kRequestTooLarge. Numbers keep their text, so no digit is lost.
std::optional<JsonTree> ParseJson(std::string_view text, Problems& problems,
                                  JsonSort sort = JsonSort::kRequest);

}  // namespace semaflow::request
