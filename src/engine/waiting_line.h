// Who is next: queries that wait for a permit. First come first served within a tenant, and
// tenants take turns, so that one that asks a lot holds up nobody but itself.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <list>
#include <optional>
#include <string>
#include <string_view>

namespace semaflow::engine {

/// Not thread-safe.
class WaitingLine {
 public:
  bool empty() const { return turns_.empty(); }
  /// A tenant that did not wait yet comes after those that do.
  void Add(std::uint64_t id, std::string_view tenant);
  /// Of a query that waits.
  void Remove(std::uint64_t id, std::string_view tenant);
  std::uint64_t TakeNext();
  /// Where there is no room for one more of `tenant`: whose place it takes, the newest query of the
  /// tenant that waits with most. nullopt: nobody waits with two more than `tenant`.
  std::optional<std::uint64_t> WhoMakesRoom(std::string_view tenant);

 private:
  struct Turn {
    std::string tenant;
    std::deque<std::uint64_t> queries;  ///< Never empty.
  };
  std::list<Turn>::iterator Find(std::string_view tenant);

  std::list<Turn> turns_;  // The next one first.
};

}  // namespace semaflow::engine
