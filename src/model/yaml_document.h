// One YAML file as a flat tree of nodes with places. The YAML library is seen here and in
// yaml_writer.cc alone.
// The subset that models need: one document, mappings with text keys, sequences and scalars.
// Scalars are text; what a text means is decided by the key that it belongs to (so `NO` is a
// country and never false).
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "base/source.h"
#include "model/text_places.h"
#include "semaflow/error.h"

namespace semaflow::model {

inline constexpr std::size_t kFileBytesMax = std::size_t{16} << 20;
inline constexpr std::uint32_t kYamlDepthMax = 64;

enum class NodeKind : std::uint8_t { kScalar, kMapping, kSequence };
enum class ScalarStyle : std::uint8_t { kPlain, kSingleQuoted, kDoubleQuoted, kLiteral, kFolded };

/// A node of a document. Nodes lie in one array, a parent before its children, so that the first
/// child of a node is the next element and `size` leads over the whole subtree.
struct LocatedNode {
  std::string_view key;    ///< In a mapping: the key's text.
  std::string_view text;   ///< kScalar: the text, unquoted and unfolded.
  std::string_view tag;    ///< "!string_agg" or "".
  Span key_span;           ///< Bytes of the file; quotes excluded.
  Span span;               ///< kScalar: the text's bytes; else the whole node.
  std::uint32_t size = 1;  ///< Nodes of the subtree, itself included.
  std::uint32_t child_count = 0;
  NodeKind kind = NodeKind::kScalar;
  ScalarStyle style = ScalarStyle::kPlain;
  Spelling spelling = Spelling::kNone;  ///< kScalar: how `span` became `text`.
};

/// True for a plain scalar that YAML reads as null: nothing, `~`, `null`, `Null`, `NULL`.
bool IsNull(const LocatedNode& node);

/// The children of a node: `for (const LocatedNode& child : Children(node))`.
class Children {
 public:
  class Iterator {
   public:
    explicit Iterator(const LocatedNode* at) : at_(at) {}
    const LocatedNode& operator*() const { return *at_; }
    Iterator& operator++() {
      at_ += at_->size;
      return *this;
    }
    friend bool operator==(Iterator, Iterator) = default;

   private:
    const LocatedNode* at_;
  };

  explicit Children(const LocatedNode& node) : begin_(&node + 1), end_(&node + node.size) {}
  Iterator begin() const { return Iterator(begin_); }
  Iterator end() const { return Iterator(end_); }

 private:
  const LocatedNode* begin_;
  const LocatedNode* end_;
};

/// Something wrong with the text of a file.
struct YamlProblem {
  ErrorCode code = ErrorCode::kYamlSyntax;
  Span span{};
  std::string message{};
  std::string help{};
  Span other{};              ///< An earlier place that belongs to it,
  std::string other_note{};  ///< and what is said there; "" when there is none.
};

/// A document that was read. Texts of nodes point into the bytes that it was read from, which must
/// outlive it, or into the document itself; it may be moved, not copied.
struct YamlDocument {
  std::vector<LocatedNode> nodes;     ///< Empty when the text holds no document.
  std::deque<std::string> copies;     ///< Texts that are not in the file as they are.
  std::vector<YamlProblem> problems;  ///< In the order found.
  bool usable = true;  ///< False: a problem ended the reading; `nodes` is only a part.

  YamlDocument() = default;
  YamlDocument(YamlDocument&&) = default;
  YamlDocument& operator=(YamlDocument&&) = default;
};

/// Checks the bytes (UTF-8, no NUL nor other control characters, at most kFileBytesMax) and reads
/// one document. Never throws but for memory; time and memory are linear in `bytes`.
/// Problems: Y002..Y007, Y013. A byte order mark must be gone already (see WithoutBom).
YamlDocument ReadYaml(std::string_view bytes);

/// `bytes` without the UTF-8 byte order mark at its start, if there is one.
std::string_view WithoutBom(std::string_view bytes);

}  // namespace semaflow::model
