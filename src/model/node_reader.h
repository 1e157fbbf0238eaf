// Reads mappings of a document by the key table: keys and shapes are checked in one place, and what
// a reader then finds has the shape that the table says.
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/check.h"
#include "model/definition.h"
#include "model/diagnostics.h"
#include "model/key_table.h"
#include "model/yaml_document.h"

namespace semaflow::model {

/// A key as a template argument: `fields.Find<"name">()`.
template <std::size_t N>
struct KeyName {
  char text[N];
  consteval KeyName(const char (&literal)[N]) {  // NOLINT: implicit on purpose
    for (std::size_t i = 0; i < N; ++i) text[i] = literal[i];
  }
  constexpr std::string_view view() const { return {text, N - 1}; }
};

/// The position of `key` in the table of `object`; a key that is not there does not compile.
consteval std::size_t PositionOf(const ObjectInfo& object, std::string_view key) {
  for (std::size_t i = 0; i < object.keys.size(); ++i) {
    if (object.keys[i].key == key) return i;
  }
  throw "no such key in the table";
}

/// The values of one mapping by key. Each value that is there must be looked at: a key that the
/// table knows and a reader forgot is a bug of ours, found by every file that uses it.
template <const ObjectInfo& kObject>
class Fields {
 public:
  static constexpr std::size_t kCount = kObject.keys.size();
  static_assert(kCount <= 64);

  /// nullptr: the key is not given, or its value was refused.
  template <KeyName kKey>
  const LocatedNode* Find() {
    constexpr std::size_t kPosition = PositionOf(kObject, kKey.view());
    used_ |= std::uint64_t{1} << kPosition;
    return found_[kPosition];
  }

  /// Whether the key stands in the file, with a good value or not.
  template <KeyName kKey>
  bool Has() const {
    constexpr std::size_t kPosition = PositionOf(kObject, kKey.view());
    return (given_ >> kPosition & 1) != 0;
  }

  /// Whether a key of the mapping is not in the table (which was told).
  bool has_unknown() const { return unknown_; }

  /// Call after the last Find.
  void Done() const {
    for (std::size_t i = 0; i < kCount; ++i) {
      SEMA_CHECK(found_[i] == nullptr || (used_ >> i & 1) != 0, std::string(kObject.keys[i].key));
    }
  }

 private:
  friend class NodeReader;
  std::array<const LocatedNode*, kCount> found_{};
  std::uint64_t given_ = 0;
  std::uint64_t used_ = 0;
  bool unknown_ = false;
};

/// Reads the nodes of one file.
class NodeReader {
 public:
  NodeReader(Diagnostics& diagnostics, FileIndex file) : diagnostics_(diagnostics), file_(file) {}

  Place PlaceOf(const LocatedNode& node) const { return {file_, node.span}; }
  Place KeyPlaceOf(const LocatedNode& node) const { return {file_, node.key_span}; }
  Diagnostics& diagnostics() { return diagnostics_; }

  /// Checks a mapping against its table: unknown keys, missing keys, shapes. `name` tells which
  /// object it is ("orders"), for messages; may be empty.
  template <const ObjectInfo& kObject>
  Fields<kObject> Open(const LocatedNode& mapping, std::string_view name = {}) {
    Fields<kObject> fields;
    fields.unknown_ = OpenInto(mapping, kObject, name, fields.found_.data(), fields.given_);
    return fields;
  }

  /// `node` may be nullptr: an absent text.
  Text ReadText(const LocatedNode* node) const;
  Text ReadText(const LocatedNode& node) const;
  Text ReadKey(const LocatedNode& node) const;
  std::string ReadString(const LocatedNode* node) const;
  /// A word of `words`, in lower case.
  Text ReadWord(const LocatedNode* node) const;
  bool ReadBool(const LocatedNode* node) const;
  /// The names of a list, or the one name.
  std::vector<Text> ReadNames(const LocatedNode* node) const;
  std::vector<std::pair<Text, Text>> ReadNameMap(const LocatedNode* node) const;
  /// Expression text, or a tree of 0.1 as text (which warns).
  ExprText ReadExpr(const LocatedNode* node);

  /// A dotted name that is bound like an expression: "o.revenue".
  ExprText ReadNameExpr(const LocatedNode* node) const;

  void Add(const LocatedNode& node, ErrorCode code, std::string message, std::string help = {});
  void AddAtKey(const LocatedNode& node, ErrorCode code, std::string message,
                std::string help = {});

 private:
  /// True when the mapping has a key that the table does not know.
  bool OpenInto(const LocatedNode& mapping, const ObjectInfo& object, std::string_view name,
                const LocatedNode** found, std::uint64_t& given);
  void AddUnknownKey(const LocatedNode& node, const ObjectInfo& object);
  bool CheckShape(const LocatedNode& node, const KeyInfo& key);
  bool CheckScalar(const LocatedNode& node, const KeyInfo& key);
  bool CheckWord(const LocatedNode& node, const KeyInfo& key);
  bool CheckNames(const LocatedNode& node);
  bool CheckNameMap(const LocatedNode& node);
  bool CheckObjects(const LocatedNode& node, const KeyInfo& key);
  bool Refuse(const LocatedNode& node, std::string_view expected, std::string help = {});

  Diagnostics& diagnostics_;
  FileIndex file_;
};

/// "a list", "a mapping", "nothing", "text": what a node is, for messages.
std::string_view KindOf(const LocatedNode& node);

}  // namespace semaflow::model
