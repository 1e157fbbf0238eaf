// Documents to definitions: what one file says, checked against the key table only.
#pragma once

#include "model/definition.h"
#include "model/node_reader.h"
#include "model/yaml_document.h"

namespace semaflow::model {

/// What kind of object the root of a file in a mixed folder is.
enum class FileKind : std::uint8_t { kTable, kFlow, kCalendar };
/// By its keys: `base_table`, `links` or `tables` make a flow, `grains` a calendar, else a table.
FileKind KindOfRoot(const LocatedNode& root);
/// True when the keys are those of a model file at all, and not of some other program's.
bool LooksLikeModel(const LocatedNode& root);

/// `root` is the first node of a document, a mapping. Problems go to the reader's diagnostics; what
/// is well formed is in the answer all the same.
TableDefinition ReadTable(const LocatedNode& root, NodeReader& reader);
FlowDefinition ReadFlow(const LocatedNode& root, NodeReader& reader);
CalendarDefinition ReadCalendar(const LocatedNode& root, NodeReader& reader);
SettingsDefinition ReadSettings(const LocatedNode& root, NodeReader& reader);

}  // namespace semaflow::model
