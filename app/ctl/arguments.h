// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/ctl/command_context.h"
#include "repositories/records/event_query.h"
#include "repositories/records/seen.h"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <string>
#include <vector>

namespace sentinai::ctl {

// What command-line arguments say, as values. A malformed one is a usage error that names the option.

[[nodiscard]] QString text(const std::string& argument);
[[nodiscard]] QStringList texts(const std::vector<std::string>& arguments);
[[nodiscard]] std::optional<QString> optionalText(const std::string& argument);

/// ISO 8601; empty text: absent.
[[nodiscard]] std::optional<Instant> timeArgument(const char* option, const std::string& argument);

/// `30m`, `4h`, `2d` or `90s`.
[[nodiscard]] std::chrono::seconds spanArgument(const char* option, const std::string& argument);

template <TextEnum E>
[[nodiscard]] E enumArgument(const char* option, const std::string& argument) {
  if (const auto value = fromText<E>(text(argument))) {
    return *value;
  }
  QStringList spellings;
  for (const char* spelling : EnumTexts<E>::texts) {
    spellings << QString::fromLatin1(spelling);
  }
  throw CommandError(ExitStatus::Usage,
                     QStringLiteral("%1 must be one of %2, not \"%3\".")
                         .arg(QString::fromLatin1(option), spellings.join(QStringLiteral(", ")), text(argument)));
}

template <TextEnum E>
[[nodiscard]] std::vector<E> enumArguments(const char* option, const std::vector<std::string>& arguments) {
  std::vector<E> values;
  for (const std::string& argument : arguments) {
    values.push_back(enumArgument<E>(option, argument));
  }
  return values;
}

/// What the caller saw, `none` where they saw that there is none; nothing where the argument is empty.
template <TextEnum E>
[[nodiscard]] Seen<E> seenArgument(const char* option, const std::string& argument) {
  if (argument.empty()) {
    return {};
  }
  return argument == "none" ? Seen<E>::none() : Seen<E>(enumArgument<E>(option, argument));
}

/// The same of the number of a version.
[[nodiscard]] Seen<int> seenVersionArgument(const char* option, const std::string& argument);

/// The argument, or standard input to its end for `-`, as one JSON object. BadInput says where it breaks.
[[nodiscard]] QJsonObject jsonArgument(const std::string& argument);

/// Any JSON value, scalars included: the argument itself, or the content of the file that it names; standard input for
/// `-`. BadInput says where it breaks, NotFound where `isFile` and there is no such file.
[[nodiscard]] QJsonValue jsonValueArgument(const std::string& argument, bool isFile);

/// Takes a member that must be a UUID out of the object; absent where it has none. BadInput for anything else, since
/// what was to be done once only would be done twice.
[[nodiscard]] std::optional<QUuid> takeUuid(QJsonObject& object, const QString& key);

/// Options that choose exceptions, shared by list and export.
class ExceptionFilterOptions {
public:
  void addTo(CLI::App& command);
  [[nodiscard]] ExceptionFilter filter() const;

private:
  std::vector<std::string> m_domains, m_statuses, m_severities, m_types, m_sources, m_entities, m_owners;
  std::string m_from, m_to, m_search;
};

/// Options that choose events, shared by list and export.
class EventFilterOptions {
public:
  void addTo(CLI::App& command);
  [[nodiscard]] EventFilter filter() const;

private:
  std::vector<std::string> m_types, m_actorTypes;
  std::string m_from, m_to;
};

/// --limit and --after, shared by every list.
class PageOptions {
public:
  void addTo(CLI::App& command);
  [[nodiscard]] qint64 limit() const { return m_limit; }
  [[nodiscard]] std::optional<QString> after() const { return optionalText(m_after); }

private:
  qint64 m_limit = kDefaultPageSize;
  std::string m_after;
};

/// Reads pages until `limit` rows are printed or there are no more, and ends the list with the cursor.
/// `fetch(limit, after)` awaits one page, `print(row)` writes a row.
template <typename Fetch, typename Print>
void printPages(CommandContext& context, const PageOptions& options, Fetch fetch, Print print) {
  std::optional<QString> after = options.after();
  qint64 left = options.limit();
  do {
    const auto page = fetch(static_cast<int>(std::min<qint64>(left, kMaxPageSize)), after);
    for (const auto& row : page.rows) {
      print(row);
    }
    left -= static_cast<qint64>(page.rows.size());
    after = page.next;
  } while (after && left > 0);
  context.output().endList(after.value_or(QString()));
}

} // namespace sentinai::ctl
