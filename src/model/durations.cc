#include "model/durations.h"

#include <charconv>

namespace semaflow::model {
namespace {

constexpr std::int64_t kCountMax = 1'000'000;

std::string_view Trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

}  // namespace

std::optional<Duration> ParseDuration(std::string_view text) {
  text = Trimmed(text);
  Duration duration{.count = 1};
  if (!text.empty() && text.front() >= '0' && text.front() <= '9') {
    const auto [end, error] =
        std::from_chars(text.data(), text.data() + text.size(), duration.count);
    if (error != std::errc() || duration.count < 1 || duration.count > kCountMax) {
      return std::nullopt;
    }
    text = Trimmed(text.substr(static_cast<std::size_t>(end - text.data())));
  }
  std::optional<time::Grain> unit = time::ParseGrain(text);
  if (!unit && text.size() > 1 && text.back() == 's') {
    unit = time::ParseGrain(text.substr(0, text.size() - 1));
  }
  if (!unit) return std::nullopt;
  duration.unit = *unit;
  return duration;
}

}  // namespace semaflow::model
