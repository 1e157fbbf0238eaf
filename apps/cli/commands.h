// The commands. Each writes its answer to standard output and gives what went wrong.
#pragma once

#include "session.h"

namespace semaflow::cli {

Outcome RunCheck(Session& session);
Outcome RunFlows(Session& session);
Outcome RunSql(Session& session);
Outcome RunExplain(Session& session);
Outcome RunQuery(Session& session);
Outcome RunBatch(Session& session);
Outcome RunConfig(Session& session);
Outcome RunNew(Session& session);
Outcome RunSchema(Session& session);
/// `--version`
Outcome RunVersion(Session& session);

}  // namespace semaflow::cli
