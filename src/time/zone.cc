// The tz database of the system, read by cctz. date-tz, the other reader at hand, ignores the rule
// that a zone file ends with: it knows no summer time after the last listed year (docs/adr).
#include "time/zone.h"

#include <cctz/civil_time.h>
#include <cctz/time_zone.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <shared_mutex>
#include <system_error>
#include <utility>

#include "base/closest.h"
#include "base/string_map.h"
#include "time/civil.h"

namespace semaflow::time {

namespace {

namespace fs = std::filesystem;

class UtcZone final : public Zone {
 public:
  std::string_view name() const override { return "UTC"; }
  Timestamp ToLocal(Instant at) const override { return {at.micros}; }
  std::int32_t OffsetSeconds(Instant) const override { return 0; }
  Instant ToInstant(Timestamp local, bool) const override { return {local.micros}; }
};

/// Seconds and the rest of a moment; zones change at whole seconds.
struct Parts {
  std::int64_t seconds;
  std::int64_t micros;
};
Parts Split(std::int64_t micros) {
  const std::int64_t seconds = FloorDivide(micros, kMicrosPerSecond);
  return {seconds, micros - seconds * kMicrosPerSecond};
}

class TzdbZone final : public Zone {
 public:
  TzdbZone(std::string name, cctz::time_zone zone) : name_(std::move(name)), zone_(zone) {}

  std::string_view name() const override { return name_; }

  Timestamp ToLocal(Instant at) const override {
    return {at.micros + OffsetSeconds(at) * kMicrosPerSecond};
  }

  std::int32_t OffsetSeconds(Instant at) const override {
    return zone_.lookup(Seconds(cctz::seconds(Split(at.micros).seconds))).offset;
  }

  Instant ToInstant(Timestamp local, bool second_if_twice) const override {
    const auto [seconds, micros] = Split(local.micros);
    const std::int64_t days = FloorDivide(seconds, 86'400);
    const auto [year, month, day] = CivilFromDays(days);
    const auto found =
        zone_.lookup(cctz::civil_second(year, month, day, 0, 0, seconds - days * 86'400));
    // `pre` reads the clock with the offset before the change: in a gap that is the moment whose
    // reading lies as much later as the gap is long, and in an overlap the first of the two.
    const bool second = found.kind == cctz::time_zone::civil_lookup::REPEATED && second_if_twice;
    const Seconds at = second ? found.post : found.pre;
    return {at.time_since_epoch().count() * kMicrosPerSecond + micros};
  }

 private:
  using Seconds = cctz::time_point<cctz::seconds>;

  std::string name_;
  cctz::time_zone zone_;
};

/// Where cctz looks, too.
fs::path ZoneFolder() {
  const char* folder = std::getenv("TZDIR");
  return folder != nullptr && *folder != '\0' ? folder : "/usr/share/zoneinfo";
}

/// Zone names look like this: words of letters, digits, '_', '+' and '-' between single slashes,
/// the first letter a capital. It keeps names inside the folder, and out go `posixrules`,
/// `right/...` (with leap seconds) and the machine's own `localtime`.
bool LooksLikeZoneName(std::string_view name) {
  if (name.empty() || name.size() > 64 || name.front() < 'A' || name.front() > 'Z') return false;
  char before = '/';
  for (const char c : name) {
    const bool word = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
                      c == '_' || c == '+' || c == '-';
    if (!word && (c != '/' || before == '/')) return false;
    before = c;
  }
  return before != '/' && name != "Factory";
}

/// The names of all zones, sorted, for "did you mean".
std::vector<std::string> ZoneNames(const fs::path& folder) {
  std::vector<std::string> names;
  std::error_code ignored;
  for (fs::recursive_directory_iterator entry(folder, ignored), end; entry != end;
       entry.increment(ignored)) {
    if (ignored) break;
    std::string name = entry->path().lexically_relative(folder).string();
    if (name == "posix" || name == "right") entry.disable_recursion_pending();
    if (entry->is_regular_file(ignored) && LooksLikeZoneName(name)) {
      names.push_back(std::move(name));
    }
  }
  std::sort(names.begin(), names.end());
  return names;
}

/// A name that may be anything, short enough for a message; never cut inside a code point.
std::string Shown(std::string_view name) {
  constexpr std::size_t kShownMax = 64;
  if (name.size() <= kShownMax) return std::string(name);
  std::size_t end = kShownMax;
  while (end > 0 && (static_cast<unsigned char>(name[end]) & 0xC0) == 0x80) --end;
  return std::string(name.substr(0, end)) + "...";
}

Error UnknownZone(std::string_view name) {
  const fs::path folder = ZoneFolder();
  const std::vector<std::string> names = ZoneNames(folder);
  Error error;
  error.code = ErrorCode::kBadTimeZone;
  if (names.empty()) {
    error.message = "there is no time zone database in " + folder.string();
    error.help = "install the package tzdata, or name its folder in the variable TZDIR";
    return error;
  }
  const std::vector<std::string_view> views(names.begin(), names.end());
  error.message = "there is no time zone \"" + Shown(name) + "\"";
  error.candidates = ClosestNames(name, views);
  error.help = DidYouMean(error.candidates);
  if (error.help.empty()) error.help = "zones have names like \"Europe/Amsterdam\" or \"UTC\"";
  return error;
}

/// Zones are few and never removed: readers share the lock, pointers stay good.
class ZoneCache {
 public:
  Result<const Zone*> Find(std::string_view name) {
    {
      const std::shared_lock lock(mutex_);
      const auto found = zones_.find(name);
      if (found != zones_.end()) return found->second.get();
    }
    std::string text(name);
    std::error_code ignored;
    cctz::time_zone zone;
    // cctz remembers failures for good, so names without a file never reach it.
    if (!LooksLikeZoneName(name) || !fs::is_regular_file(ZoneFolder() / text, ignored) ||
        !cctz::load_time_zone(text, &zone)) {
      return tl::unexpected(UnknownZone(name));
    }
    const std::unique_lock lock(mutex_);
    auto& slot = zones_[text];
    if (slot == nullptr) slot = std::make_unique<TzdbZone>(std::move(text), zone);
    return slot.get();
  }

 private:
  std::shared_mutex mutex_;
  StringMap<std::unique_ptr<const Zone>> zones_;
};

}  // namespace

const Zone* Utc() {
  static const UtcZone zone;
  return &zone;
}

Result<const Zone*> FindZone(std::string_view name) {
  if (name == "UTC" || name == "Etc/UTC") return Utc();
  // Never destroyed: threads may still read it while the process ends.
  static ZoneCache& cache = *new ZoneCache;
  return cache.Find(name);
}

std::string TzdbVersion() {
  // "# version 2025b" opens tzdata.zi; some systems have "2025b" in +VERSION instead.
  for (const std::string_view file : {"tzdata.zi", "+VERSION"}) {
    std::ifstream in(ZoneFolder() / file);
    std::string line;
    if (!std::getline(in, line)) continue;
    constexpr std::string_view kBefore = "# version ";
    if (line.starts_with(kBefore)) line.erase(0, kBefore.size());
    if (line.size() <= 16 && !line.empty() && line.find(' ') == std::string::npos) return line;
  }
  return "";
}

}  // namespace semaflow::time
