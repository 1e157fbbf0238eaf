#include "engine/result_cache.h"

#include <algorithm>
#include <bit>
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

namespace {

std::int64_t BuffersOf(const ArrowArray& array) {
  std::int64_t count = array.n_buffers;
  for (std::int64_t i = 0; i < array.n_children; ++i) count += BuffersOf(*array.children[i]);
  return count;
}

}  // namespace

std::size_t HeldBytes(const RecordBatch& batch) {
  constexpr std::size_t kBlock = 4096;
  return 2 * batch.byte_size() + kBlock * static_cast<std::size_t>(BuffersOf(batch.array()));
}

std::string CacheKey(const CompiledQuery& query, const QueryOptions& options) {
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

// --- ResultCache

SharedAnswer ResultCache::Find(std::string_view key, Micros now) {
  const auto found = by_key_.find(key);
  if (found == by_key_.end()) return nullptr;
  const Entries::iterator entry = found->second;
  if ((now - entry->answer->asked) / 1000 >= ttl_ms_) {
    Remove(entry);
    return nullptr;
  }
  entries_.splice(entries_.begin(), entries_, entry);
  return entry->answer;
}

void ResultCache::Put(const std::string& key, SharedAnswer answer) {
  if (const auto known = by_key_.find(key); known != by_key_.end()) {
    if (known->second->answer->asked > answer->asked) return;
    Remove(known->second);
  }
  Entry entry{key, std::move(answer)};
  const std::size_t bytes = BytesOf(entry);
  if (bytes > bytes_max_) return;
  while (bytes_ + bytes > bytes_max_) Remove(std::prev(entries_.end()));
  entries_.push_front(std::move(entry));
  by_key_.emplace(entries_.front().key, entries_.begin());
  bytes_ += bytes;
}

// The fixed part: nodes of the list and the map, the answer itself, its schema.
std::size_t ResultCache::BytesOf(const Entry& entry) {
  constexpr std::size_t kFixed = 512;
  constexpr std::size_t kOfColumn = 512;
  return kFixed + kOfColumn * entry.answer->columns.size() + entry.key.size() + entry.answer->held;
}

void ResultCache::Remove(Entries::iterator entry) {
  bytes_ -= BytesOf(*entry);
  by_key_.erase(entry->key);
  entries_.erase(entry);
}

// --- Flights

bool Flights::Join(const std::string& key, QueryId id) {
  const auto [flight, leads] = followers_.try_emplace(key);
  if (!leads) flight->second.push_back(id);
  return leads;
}

void Flights::Leave(const std::string& key, QueryId follower) {
  const auto flight = followers_.find(key);
  if (flight != followers_.end()) std::erase(flight->second, follower);
}

std::vector<QueryId> Flights::End(const std::string& key) {
  const auto flight = followers_.extract(key);
  return flight.empty() ? std::vector<QueryId>{} : std::move(flight.mapped());
}

QueryId Flights::PassOn(const std::string& key) {
  const auto flight = followers_.find(key);
  if (flight == followers_.end() || flight->second.empty()) {
    followers_.erase(key);
    return kNobody;
  }
  const QueryId next = flight->second.front();
  flight->second.erase(flight->second.begin());
  return next;
}

}  // namespace semaflow::engine
