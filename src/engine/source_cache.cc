// A data source that keeps answers: who asks what is kept has it at once, and of all that ask the
// same at the same time one asks the database.
#include <utility>

#include "engine/cache_key.h"
#include "engine/source.h"

namespace semaflow::engine {

bool Source::AskCache(const JobPtr& job, std::int64_t timeout_ms, Outside& outside) {
  if (closing_) return false;
  job->cache_key = KeyOf(job->query, job->options);
  if (!job->options.no_cache) {
    if (SharedAnswer kept = results_.Find(job->cache_key, Now())) {
      ++result_hits_;
      job->answer = std::move(kept);
      job->is_hit = true;
      outside.completions.emplace_back(job, std::nullopt);
      jobs_.erase(job->id);
      Count(*job->answer);
      NoteSpans(*job, outside);
      return true;
    }
    if (flights_.Join(job->cache_key, job->id)) {
      job->role = Job::Role::kLeads;
    } else if (machine_.Park(job->id, timeout_ms, Now(), job->options.tenant)) {
      job->role = Job::Role::kFollows;
      dispatcher_->TickBy(machine_.NextTick());
      return true;
    } else {  // No room: it asks for itself.
      flights_.Leave(job->cache_key, job->id);
    }
  }
  ++result_misses_;
  job->is_kept = true;
  return false;
}

void Source::KeepWhole(Job& job) {
  job.whole->page = std::move(job.page);
  job.whole->made = Now();
  job.answer = std::move(job.whole);
  results_.Put(job.cache_key, job.answer);
  Count(*job.answer);
}

void Source::Count(const KeptAnswer& answer) {
  rows_ += answer.rows;
  bytes_ += static_cast<std::int64_t>(answer.bytes);
}

// Some that follow may be gone from the machine already: their own end is still to be noted.
void Source::EndRole(const JobPtr& job, Following following, Outside& outside) {
  const Job::Role role = std::exchange(job->role, Job::Role::kAlone);
  if (role == Job::Role::kFollows) return flights_.Leave(job->cache_key, job->id);
  if (role != Job::Role::kLeads) return;
  Effects effects;
  if (following == Following::kPassedOn) {
    PassLeadOn(*job, effects);
  } else {
    for (const QueryId follower : flights_.End(job->cache_key)) {
      EndFollowing(*jobs_.at(follower), following, job->answer, effects);
    }
  }
  Note(effects, outside);
}

// In the line behind one that never had its turn they would have waited as long.
void Source::PassLeadOn(const Job& job, Effects& effects) {
  const auto since = job.started ? Machine::Since::kNow : Machine::Since::kSubmitted;
  while (true) {
    const QueryId next = flights_.PassOn(job.cache_key);
    if (next == Flights::kNobody) return;
    Job& leader = *jobs_.at(next);
    leader.role = Job::Role::kAlone;
    if (!machine_.Unpark(next, since, Now(), effects)) continue;
    leader.role = Job::Role::kLeads;
    leader.is_kept = true;
    ++result_misses_;
    return;
  }
}

void Source::EndFollowing(Job& job, Following following, const SharedAnswer& answer,
                          Effects& effects) {
  job.role = Job::Role::kAlone;
  if (following == Following::kAlone) {
    if (machine_.Unpark(job.id, Machine::Since::kNow, Now(), effects)) ++result_misses_;
    return;
  }
  job.answer = answer;
  job.is_hit = machine_.Answered(job.id, Now(), effects);
  if (!job.is_hit) return;
  ++result_hits_;
  Count(*answer);
}

}  // namespace semaflow::engine
