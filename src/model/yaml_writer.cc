#include "model/yaml_writer.h"

#include <libfyaml.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <memory>
#include <vector>

#include "base/ascii.h"
#include "base/check.h"

namespace semaflow::model {
namespace {

struct DiagCloser {
  void operator()(fy_diag* diag) const {
    fy_diag_reset_error(diag);
    fy_diag_unref(diag);
  }
};
struct DocumentCloser {
  void operator()(fy_document* document) const { fy_document_destroy(document); }
};
using Document = std::unique_ptr<fy_document, DocumentCloser>;

/// A name or a path of names that no reader of YAML takes for anything but text.
bool IsPlain(std::string_view text) {
  constexpr std::array<std::string_view, 9> kWords = {"true", "false", "null", "yes", "no",
                                                      "on",   "off",   "y",    "n"};
  const auto is_letter = [](char c) {
    return c == '_' || (AsciiLower(c) >= 'a' && AsciiLower(c) <= 'z');
  };
  const auto is_inner = [&](char c) { return is_letter(c) || (c >= '0' && c <= '9') || c == '.'; };
  return !text.empty() && text.size() <= 64 && is_letter(text.front()) &&
         std::all_of(text.begin(), text.end(), is_inner) &&
         std::find(kWords.begin(), kWords.end(), AsciiLower(text)) == kWords.end();
}

/// Makes a scalar that needs no quotes anew, for those of JSON keep theirs. Others stay.
fy_node* WithoutQuotes(fy_document* document, fy_node* scalar) {
  std::size_t size = 0;
  const char* const text = fy_node_get_scalar(scalar, &size);
  if (text == nullptr || !IsPlain({text, size})) return nullptr;
  fy_node* const plain = fy_node_create_scalar_copy(document, text, size);
  SEMA_CHECK(plain != nullptr, "no memory for a YAML scalar");
  return plain;
}

bool IsQuoted(fy_node* node) {
  return fy_node_get_type(node) == FYNT_SCALAR && fy_node_get_style(node) == FYNS_DOUBLE_QUOTED;
}

void Unquote(fy_document* document, fy_node* node) {
  if (fy_node_is_mapping(node)) {
    void* at = nullptr;
    while (fy_node_pair* const pair = fy_node_mapping_iterate(node, &at)) {
      if (fy_node* const key = WithoutQuotes(document, fy_node_pair_key(pair))) {
        fy_node_pair_set_key(pair, key);
      }
      fy_node* const value = fy_node_pair_value(pair);
      fy_node* const plain = IsQuoted(value) ? WithoutQuotes(document, value) : nullptr;
      if (plain != nullptr) {
        fy_node_pair_set_value(pair, plain);
      } else {
        Unquote(document, value);
      }
    }
  } else if (fy_node_is_sequence(node)) {
    std::vector<fy_node*> items;
    void* at = nullptr;
    while (fy_node* const item = fy_node_sequence_iterate(node, &at)) items.push_back(item);
    for (fy_node* const item : items) {
      fy_node* const plain = IsQuoted(item) ? WithoutQuotes(document, item) : nullptr;
      if (plain != nullptr) {
        fy_node_sequence_insert_before(node, item, plain);
        fy_node_free(fy_node_sequence_remove(node, item));
      } else {
        Unquote(document, item);
      }
    }
  }
}

}  // namespace

Result<std::string> YamlOfJson(std::string_view json) {
  const std::unique_ptr<fy_diag, DiagCloser> diag(fy_diag_create(nullptr));
  fy_diag_set_collect_errors(diag.get(), true);  // Else they are printed.
  const fy_parse_cfg config{
      .search_path = "",
      .flags = static_cast<fy_parse_cfg_flags>(FYPCF_QUIET | FYPCF_JSON_FORCE),
      .userdata = nullptr,
      .diag = diag.get()};
  const Document document(fy_document_build_from_string(&config, json.data(), json.size()));
  if (document == nullptr) {
    return tl::unexpected(Error{.code = ErrorCode::kYamlSyntax, .message = "this is not JSON"});
  }
  Unquote(document.get(), fy_document_root(document.get()));
  const std::unique_ptr<char, decltype(&std::free)> text(
      fy_emit_document_to_string(
          document.get(),
          static_cast<fy_emitter_cfg_flags>(FYECF_MODE_BLOCK | FYECF_WIDTH_INF | FYECF_INDENT_2)),
      &std::free);
  SEMA_CHECK(text != nullptr, "YAML cannot be written");
  return std::string(text.get());
}

}  // namespace semaflow::model
