#include "engine/cache_key.h"

#include <bit>
#include <cstdint>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>

namespace semaflow::engine {
namespace {

// Every part with its length or in a fixed size, so that no two lists of parts give one text.
class KeyWriter {
 public:
  void Text(std::string_view text) {
    Number(text.size());
    key_ += text;
  }
  void Number(std::uint64_t number) {
    for (int shift = 0; shift < 64; shift += 8) key_ += static_cast<char>(number >> shift & 0xff);
  }
  template <typename T>
    requires std::is_integral_v<T>
  void Integer(T number) {
    Number(static_cast<std::uint64_t>(number));
  }
  void Typed(const Value& value) {
    Integer(value.index());
    std::visit([this](const auto& held) { Held(held); }, value);
  }
  std::string Take() { return std::move(key_); }

 private:
  void Held(Null) {}
  void Held(bool value) { Integer(value); }
  void Held(std::int64_t value) { Integer(value); }
  void Held(double value) { Number(std::bit_cast<std::uint64_t>(value)); }
  void Held(const Decimal& value) { Text(value.text); }
  void Held(const std::string& value) { Text(value); }
  void Held(const Date& value) { Integer(value.days); }
  void Held(const Timestamp& value) { Integer(value.micros); }
  void Held(const Instant& value) { Integer(value.micros); }
  void Held(const TimeOfDay& value) { Integer(value.micros); }
  void Held(const Interval& value) {
    Integer(value.months);
    Integer(value.days);
    Integer(value.micros);
  }
  void Held(const Binary& value) { Text(value.bytes); }

  std::string key_;
};

}  // namespace

std::string KeyOf(const CompiledQuery& query, const QueryOptions& options) {
  KeyWriter key;
  key.Number(query.model_hash);
  key.Text(query.sql);
  key.Integer(query.parameters.size());
  for (const Value& value : query.parameters) key.Typed(value);
  key.Text(query.time_zone);
  key.Text(options.tenant);
  key.Integer(options.rows_max);
  key.Integer(query.columns.size());
  for (const ColumnInfo& column : query.columns) {
    key.Text(column.name);
    key.Integer(column.is_measure);
    key.Integer(column.additive);
    for (const std::string* text : {&column.label, &column.unit, &column.format}) key.Text(*text);
  }
  if (query.page != nullptr) {
    key.Number(query.page->size);
    for (const std::uint64_t part : query.page->binding) key.Number(part);
    for (const Value& value : query.page->after) key.Typed(value);
  }
  return key.Take();
}

std::string KeyOf(const TableSource& table) {
  KeyWriter key;
  key.Integer(static_cast<int>(table.kind));
  key.Integer(table.table_name.size());
  for (const std::string& part : table.table_name) key.Text(part);
  key.Text(table.sql);
  key.Text(table.file);
  return key.Take();
}

}  // namespace semaflow::engine
