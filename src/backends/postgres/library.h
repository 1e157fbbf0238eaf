// libpq, found and opened at run time. Nothing of it is linked: a program that asks no PostgreSQL
// does not load its twenty libraries.
#pragma once

#include <libpq-fe.h>

#include <string>

#include "semaflow/error.h"

// Every function of libpq that we call; all of them are in libpq 14 and later.
#define SEMAFLOW_LIBPQ_FUNCTIONS(X) \
  X(PQcancel)                       \
  X(PQclear)                        \
  X(PQconnectPoll)                  \
  X(PQconnectStartParams)           \
  X(PQconnectionNeedsPassword)      \
  X(PQconninfoFree)                 \
  X(PQconninfoParse)                \
  X(PQconsumeInput)                 \
  X(PQerrorMessage)                 \
  X(PQfinish)                       \
  X(PQflush)                        \
  X(PQfmod)                         \
  X(PQfname)                        \
  X(PQfreeCancel)                   \
  X(PQfreemem)                      \
  X(PQftype)                        \
  X(PQgetCancel)                    \
  X(PQgetResult)                    \
  X(PQgetisnull)                    \
  X(PQgetlength)                    \
  X(PQgetvalue)                     \
  X(PQisBusy)                       \
  X(PQlibVersion)                   \
  X(PQnfields)                      \
  X(PQnparams)                      \
  X(PQntuples)                      \
  X(PQresultErrorField)             \
  X(PQresultErrorMessage)           \
  X(PQresultStatus)                 \
  X(PQsendDescribePrepared)         \
  X(PQsendPrepare)                  \
  X(PQsendQuery)                    \
  X(PQsendQueryPrepared)            \
  X(PQserverVersion)                \
  X(PQsetErrorVerbosity)            \
  X(PQsetNoticeProcessor)           \
  X(PQsetSingleRowMode)             \
  X(PQsetnonblocking)               \
  X(PQsocket)                       \
  X(PQstatus)                       \
  X(PQtransactionStatus)

namespace semaflow::postgres {

/// The functions of the loaded library, which stays loaded as long as the process lives.
struct Api {
#define SEMAFLOW_LIBPQ_MEMBER(name) decltype(&::name) name = nullptr;
  SEMAFLOW_LIBPQ_FUNCTIONS(SEMAFLOW_LIBPQ_MEMBER)
#undef SEMAFLOW_LIBPQ_MEMBER
  std::string path;  ///< What was opened.
};

/// Opens the library that $SEMAFLOW_LIBPQ_LIBRARY names, else libpq.so.5 beside the program, in
/// ../lib of it or where the system looks. Once in the process. Any thread.
/// Fails with kBackendUnavailable: every place that was tried, and what to do.
Result<const Api*> LoadLibrary();

}  // namespace semaflow::postgres
