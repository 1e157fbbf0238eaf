// Settings and calendars.
#include <charconv>
#include <utility>

#include "base/closest.h"
#include "model/build_state.h"
#include "model/file_source.h"
#include "model/key_table.h"
#include "time/zone.h"

namespace semaflow::model {

void BuildSettings(BuildState& state) {
  const SettingsDefinition& settings = state.definition.settings;
  Model& model = state.model;
  if (!settings.week_start.value.empty()) {
    for (std::size_t i = 0; i < std::size(kWeekdayWords); ++i) {
      if (kWeekdayWords[i] == settings.week_start.value) {
        model.settings.week_start = static_cast<std::uint8_t>(i + 1);
      }
    }
  }
  if (!settings.fiscal_year_start.value.empty()) {
    const std::string& text = settings.fiscal_year_start.value;
    int month = 0;
    std::from_chars(text.data(), text.data() + text.size(), month);
    if (month < 1 || month > 12) {
      state.Add(ErrorCode::kBadSetting, settings.fiscal_year_start.place,
                "fiscal_year_start must be a month from 1 to 12, not " + Quoted(text));
    } else {
      model.settings.fiscal_year_start = static_cast<std::uint8_t>(month);
    }
  }
  if (!settings.time_zone.value.empty()) {
    if (Result<const time::Zone*> zone = time::FindZone(settings.time_zone.value)) {
      model.zone = *zone;
    } else {
      state.diagnostics.Add({.code = ErrorCode::kBadSetting,
                             .place = settings.time_zone.place,
                             .message = std::move(zone.error().message),
                             .candidates = std::move(zone.error().candidates)});
    }
  }
  ResolveFileRoots(state);
}

void BuildCalendars(BuildState& state) {
  StringMap<const CalendarDefinition*> names;
  for (const CalendarDefinition& definition : state.definition.calendars) {
    Calendar& calendar = state.model.calendars.emplace_back();
    calendar.name = definition.name.value;
    calendar.data_source = definition.data_source.value;
    calendar.column = definition.column.value;
    BuildSource(state, definition, calendar.source);
    if (!definition.grain.value.empty()) {
      calendar.grain = time::ParseGrain(definition.grain.value);
    }
    if (!calendar.name.empty() && CheckName(state, definition.name, "a calendar")) {
      const auto [at, added] = names.try_emplace(calendar.name, &definition);
      if (!added) {
        state.diagnostics.Add({.code = ErrorCode::kDuplicateName,
                               .place = definition.name.place,
                               .message = "there are two calendars " + Quoted(calendar.name),
                               .help = "rename one",
                               .others = {{at->second->name.place, "the other one"}}});
      }
    }
    for (const auto& [name, column] : definition.grains) {
      if (!CheckName(state, name, "a grain")) continue;
      if (time::ParseTimeField(name.value)) {
        state.Add(ErrorCode::kBadName, name.place,
                  Quoted(name.value) + " is a grain or part of every calendar",
                  "give this one another name: fiscal_" + name.value);
        continue;
      }
      calendar.grains.emplace_back(name.value, column.value);
    }
  }
}

}  // namespace semaflow::model
