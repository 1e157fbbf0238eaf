#include "engine/result_cache.h"

#include <algorithm>
#include <utility>

namespace semaflow::engine {
namespace {

// The fixed part: nodes of the list and the map, the answer itself, its schema.
std::size_t BytesOf(std::string_view key, const KeptAnswer& answer) {
  constexpr std::size_t kFixed = 512;
  constexpr std::size_t kOfColumn = 512;
  return kFixed + kOfColumn * answer.columns.size() + key.size() + answer.held;
}

}  // namespace

// --- ResultCache

SharedAnswer ResultCache::Find(std::string_view key, Micros now) {
  const SharedAnswer* const kept = answers_.Use(key);
  if (kept == nullptr) return nullptr;
  if ((now - (*kept)->asked) / 1000 < ttl_ms_) return *kept;
  Remove(key);
  return nullptr;
}

void ResultCache::Put(const std::string& key, SharedAnswer answer) {
  if (const SharedAnswer* const known = answers_.Use(key)) {
    if ((*known)->asked > answer->asked) return;
    Remove(key);
  }
  const std::size_t bytes = BytesOf(key, *answer);
  if (bytes > bytes_max_) return;
  while (bytes_ + bytes > bytes_max_) Remove(answers_.Oldest());
  answers_.Add(key, std::move(answer));
  bytes_ += bytes;
}

void ResultCache::Remove(std::string_view key) {
  bytes_ -= BytesOf(key, **answers_.Use(key));
  answers_.Erase(key);
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
