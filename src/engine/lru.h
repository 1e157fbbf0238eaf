// Values by key, in the order of their last use.
#pragma once

#include <cstddef>
#include <list>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace semaflow::engine {

/// Not thread-safe. Pointers to values hold until the value is erased.
template <typename Value>
class Lru {
 public:
  std::size_t size() const { return entries_.size(); }

  /// nullptr: there is none. It becomes the one that was used last.
  Value* Use(std::string_view key) {
    const auto found = by_key_.find(key);
    if (found == by_key_.end()) return nullptr;
    entries_.splice(entries_.begin(), entries_, found->second);
    return &found->second->second;
  }

  /// The key must be new.
  void Add(std::string key, Value value) {
    entries_.emplace_front(std::move(key), std::move(value));
    by_key_.emplace(entries_.front().first, entries_.begin());
  }

  void Erase(std::string_view key) {
    const auto found = by_key_.find(key);
    if (found == by_key_.end()) return;
    const auto entry = found->second;
    by_key_.erase(found);
    entries_.erase(entry);
  }

  /// The key of the one whose last use is longest ago. There must be one.
  std::string_view Oldest() const { return entries_.back().first; }

 private:
  std::list<std::pair<std::string, Value>> entries_;
  std::unordered_map<std::string_view, typename decltype(entries_)::iterator> by_key_;
};

}  // namespace semaflow::engine
