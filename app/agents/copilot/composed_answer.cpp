// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/agents/copilot/composed_answer.h"

#include "repositories/records/event_types.h"

#include <QJsonObject>
#include <QRegularExpression>
#include <algorithm>
#include <map>

namespace sentinai {

namespace {

constexpr std::size_t kShortHistory = 8;

bool isOneOf(const ExceptionEvent& event, std::initializer_list<const char*> types) {
  return std::ranges::any_of(types, [&event](const char* type) { return event.eventType == QLatin1String(type); });
}

QString spanText(std::chrono::microseconds span) {
  using namespace std::chrono;
  const auto minutes = duration_cast<std::chrono::minutes>(abs(span)).count();
  constexpr qint64 perHour = 60;
  constexpr qint64 perDay = 24 * perHour;
  if (minutes >= 2 * perDay) {
    return QStringLiteral("%1 days").arg(minutes / perDay);
  }
  return minutes >= 2 * perHour ? QStringLiteral("%1 hours").arg(minutes / perHour)
                                : QStringLiteral("%1 minutes").arg(minutes);
}

QString deadlineText(const Exception& exception, Instant now) {
  if (!exception.slaDeadline) {
    return QStringLiteral("has no deadline");
  }
  const QString when = toIsoText(*exception.slaDeadline);
  if (exception.resolvedAt) {
    return QStringLiteral("was due %1 and was resolved %2 %3")
        .arg(when, spanText(*exception.resolvedAt - *exception.slaDeadline),
             *exception.resolvedAt <= *exception.slaDeadline ? QStringLiteral("before") : QStringLiteral("after"));
  }
  return *exception.slaDeadline < now
             ? QStringLiteral("was due %1 and is %2 late").arg(when, spanText(now - *exception.slaDeadline))
             : QStringLiteral("is due %1, in %2").arg(when, spanText(*exception.slaDeadline - now));
}

QString idOf(const Exception& exception) {
  return recordText(exception.exceptionId);
}

QString line(const SourceList& sources, const ExceptionEvent& event) {
  return toIsoText(event.createdAt) + QLatin1Char(' ') + eventLine(event) + sources.cite(event);
}

QString line(const SourceList& sources, const Exception& exception) {
  return idOf(exception) + QStringLiteral(": ") + exceptionLine(exception) + sources.cite(exception);
}

QString state(const CaseFacts& facts) {
  return QStringLiteral("%1 is %2 and %3.%4")
      .arg(idOf(facts.exception), toText(facts.exception.status),
           facts.exception.owner ? QStringLiteral("owned by ") + recordText(*facts.exception.owner)
                                 : QStringLiteral("nobody's"),
           facts.sources.cite(facts.exception));
}

QString history(const CaseFacts& facts, bool whole) {
  const std::size_t shown = whole ? facts.timeline.size() : std::min(kShortHistory, facts.timeline.size());
  QStringList lines{shown == facts.timeline.size() && facts.events <= qint64(shown)
                        ? QStringLiteral("What happened:")
                        : QStringLiteral("What happened (%1 of %2 events):").arg(shown).arg(facts.events)};
  // The beginning says what it is about, the end how it stands.
  const std::size_t head = shown == facts.timeline.size() ? shown : 2;
  for (std::size_t i = 0; i < facts.timeline.size(); ++i) {
    if (i < head || i >= facts.timeline.size() - (shown - head)) {
      lines << QStringLiteral("- ") + line(facts.sources, facts.timeline[i]);
    }
  }
  return lines.join(QLatin1Char('\n'));
}

QString severity(const CaseFacts& facts) {
  QStringList lines{
      QStringLiteral("Severity is %1.%2").arg(toText(facts.exception.severity), facts.sources.cite(facts.exception))};
  for (const ExceptionEvent& event : facts.timeline) {
    const QJsonObject payload = event.payloadObject();
    const bool changed = payload[QLatin1String("changes")].toObject().contains(QLatin1String("severity"));
    if (!changed && !isOneOf(event, {event_types::kTriageCompleted, event_types::kExceptionCreated})) {
      continue;
    }
    QString text = line(facts.sources, event);
    if (const QString rule = payload[QLatin1String("rule")].toString(); !rule.isEmpty()) {
      text += QStringLiteral(", by the rule \"%1\"").arg(recordText(rule));
    }
    if (const QJsonValue first = payload[QLatin1String("state")][QLatin1String("severity")]; first.isString()) {
      text += QStringLiteral(", at first %1").arg(recordText(first.toString()));
    }
    lines << QStringLiteral("- ") + text;
  }
  return lines.join(QLatin1Char('\n'));
}

QString people(const CaseFacts& facts) {
  std::map<QString, QStringList> byActor;
  for (const ExceptionEvent& event : facts.timeline) {
    const QString name = recordText(event.actor.id.value_or(QStringLiteral("unnamed")));
    byActor[QStringLiteral("%1 (%2)").arg(name, toText(event.actor.type))]
        << recordText(event.eventType) + facts.sources.cite(event);
  }
  QStringList lines{QStringLiteral("Who did what:")};
  for (const auto& [actor, deeds] : byActor) {
    lines << QStringLiteral("- %1: %2").arg(actor, deeds.join(QStringLiteral(", ")));
  }
  return lines.join(QLatin1Char('\n'));
}

QString due(const CaseFacts& facts) {
  QStringList lines{
      QStringLiteral("%1 %2.%3")
          .arg(idOf(facts.exception), deadlineText(facts.exception, facts.now), facts.sources.cite(facts.exception))};
  for (const Exception& other : facts.entityDue) {
    lines << QStringLiteral("- Also of this entity, %1 %2.%3")
                 .arg(idOf(other), deadlineText(other, facts.now), facts.sources.cite(other));
  }
  return lines.join(QLatin1Char('\n'));
}

QString next(const CaseFacts& facts) {
  const auto last = [&facts](std::initializer_list<const char*> types) {
    const auto found = std::find_if(facts.timeline.rbegin(), facts.timeline.rend(),
                                    [types](const ExceptionEvent& event) { return isOneOf(event, types); });
    return found == facts.timeline.rend() ? nullptr : &*found;
  };
  if (facts.exception.status == Status::Resolved) {
    return QStringLiteral("It is resolved; nothing is left to do.") + facts.sources.cite(facts.exception);
  }
  const ExceptionEvent* suggested = last({event_types::kResolutionSuggested});
  const ExceptionEvent* judged = last({event_types::kResolutionApproved, event_types::kResolutionRejected});
  const ExceptionEvent* policy = last({event_types::kPolicyEvaluated});
  if (suggested == nullptr) {
    return policy == nullptr
               ? QStringLiteral("Nothing has been suggested yet.")
               : QStringLiteral("Nothing has been suggested yet. Policy says: ") + line(facts.sources, *policy);
  }
  QString text = QStringLiteral("Suggested: ") + line(facts.sources, *suggested);
  if (judged != nullptr && judged->seq > suggested->seq) {
    return text + QStringLiteral("\nOn that: ") + line(facts.sources, *judged);
  }
  return text + QStringLiteral("\nNobody has approved or rejected it yet.") +
         (policy == nullptr ? QString() : QStringLiteral(" Policy says: ") + line(facts.sources, *policy));
}

QString similar(const CaseFacts& facts) {
  QStringList lines;
  for (const SimilarCase& one : facts.similar) {
    const Exception& exception = one.found.exception;
    if (exception.status != Status::Resolved) {
      continue;
    }
    QString text =
        QStringLiteral("- %1 (%2).%3")
            .arg(idOf(exception), one.found.reasons.join(QStringLiteral(", ")), facts.sources.cite(exception));
    if (one.suggestion) {
      text += QStringLiteral(" ") + eventLine(*one.suggestion) + facts.sources.cite(*one.suggestion);
    }
    if (one.resolution) {
      text += QStringLiteral(" Resolved: ") + line(facts.sources, *one.resolution);
    }
    lines << text;
  }
  if (lines.isEmpty()) {
    return QStringLiteral("No similar case has been resolved.");
  }
  return QStringLiteral("Similar cases that were resolved:\n") + lines.join(QLatin1Char('\n'));
}

QString entity(const CaseFacts& facts) {
  const QString name = recordText(facts.exception.entity);
  if (name.isEmpty()) {
    return QStringLiteral("It names no entity.") + facts.sources.cite(facts.exception);
  }
  if (facts.entityHistory.empty()) {
    return QStringLiteral("There is nothing else with %1.").arg(name) + facts.sources.cite(facts.exception);
  }
  QStringList lines{QStringLiteral("With %1 there are %2%3 other exceptions; the latest:")
                        .arg(name)
                        .arg(facts.entityCount.value)
                        .arg(facts.entityCount.exact ? QString() : QStringLiteral(" or more"))};
  for (const Exception& other : facts.entityHistory) {
    lines << QStringLiteral("- ") + line(facts.sources, other);
  }
  return lines.join(QLatin1Char('\n'));
}

template <typename Facts>
struct Topic {
  const char* words; ///< A regular expression that finds them in a question.
  QString (*tell)(const Facts& facts);
};

template <typename Facts>
QStringList told(const std::vector<Topic<Facts>>& topics, const Facts& facts, const QString& question) {
  QStringList parts;
  for (const Topic<Facts>& topic : topics) {
    const QRegularExpression words(QLatin1String(topic.words), QRegularExpression::CaseInsensitiveOption);
    if (words.match(question).hasMatch()) {
      parts << topic.tell(facts);
    }
  }
  return parts;
}

QString counts(const ViewFacts& facts) {
  const DashboardFigures& figures = facts.figures;
  QStringList statuses;
  for (const auto& [status, count] : figures.byStatus) {
    statuses << QStringLiteral("%1 %2").arg(count).arg(toText(status));
  }
  QStringList severities;
  for (const auto& [level, count] : figures.unresolvedBySeverity) {
    severities << QStringLiteral("%1 %2").arg(count).arg(toText(level));
  }
  QString text = QStringLiteral("%1 exceptions: %2. Of the unresolved ones: %3.")
                     .arg(figures.total)
                     .arg(statuses.join(QStringLiteral(", ")), severities.join(QStringLiteral(", ")));
  if (figures.medianSecondsToResolve) {
    text += QStringLiteral(" Resolved ones took %1 in the median.")
                .arg(spanText(std::chrono::seconds(*figures.medianSecondsToResolve)));
  }
  return text;
}

QString rows(const ViewFacts& facts, const QString& title, const std::vector<Exception>& exceptions) {
  QStringList lines{title};
  for (const Exception& exception : exceptions) {
    lines << QStringLiteral("- ") + line(facts.sources, exception);
  }
  return exceptions.empty() ? title + QStringLiteral(" none.") : lines.join(QLatin1Char('\n'));
}

QString due(const ViewFacts& facts) {
  const SlaCounts& sla = facts.figures.sla;
  QStringList lines{QStringLiteral("%1 are late, %2 are due within 4 hours, %3 within a day, %4 later.")
                        .arg(sla.breached)
                        .arg(sla.dueIn4h)
                        .arg(sla.dueIn24h)
                        .arg(sla.later)};
  for (const Exception& exception : facts.due) {
    lines << QStringLiteral("- %1 (%2) %3.%4")
                 .arg(idOf(exception), toText(exception.severity), deadlineText(exception, facts.now),
                      facts.sources.cite(exception));
  }
  return lines.join(QLatin1Char('\n'));
}

QString severe(const ViewFacts& facts) {
  return rows(facts, QStringLiteral("The most severe unresolved:"), facts.severe);
}

QString oldest(const ViewFacts& facts) {
  return rows(facts, QStringLiteral("The oldest unresolved:"), facts.oldest);
}

QString newest(const ViewFacts& facts) {
  return rows(facts, QStringLiteral("The newest:"), facts.newest);
}

QString origins(const ViewFacts& facts) {
  QStringList lines;
  const auto add = [&lines](const QString& what, const std::vector<NamedCount>& names) {
    QStringList counted;
    for (const NamedCount& name : names) {
      counted << QStringLiteral("%1 (%2)")
                     .arg(name.name.isEmpty() ? QStringLiteral("none") : recordText(name.name))
                     .arg(name.count);
    }
    lines << QStringLiteral("- By %1: %2").arg(what, counted.join(QStringLiteral(", ")));
  };
  add(QStringLiteral("domain"), facts.figures.byDomain);
  add(QStringLiteral("entity, unresolved"), facts.figures.topEntities);
  add(QStringLiteral("source, unresolved"), facts.figures.topSources);
  add(QStringLiteral("owner, unresolved"), facts.figures.byOwner);
  return QStringLiteral("Where they come from:\n") + lines.join(QLatin1Char('\n'));
}

} // namespace

QString composedAnswer(const CaseFacts& facts, const QString& question) {
  static const std::vector<Topic<CaseFacts>> topics{
      {R"(\b(status|state|stand|owns?|owner|resolved|open)\b)", state},
      {R"(\b(happened|history|timeline|events?|story|so far|summary|summari[sz]e)\b)",
       [](const CaseFacts& about) { return history(about, true); }},
      {R"(\b(severity|severe|critical|priority|serious|urgent)\b)", severity},
      {R"(\b(who|whom|whose|people|person|anyone|nobody)\b)", people},
      {R"(\b(due|deadline|sla|late|breach\w*|when must|how long|time left)\b)", due},
      {R"(\b(next|do now|should|suggest\w*|recommend\w*|approv\w*|reject\w*|policy|action|allowed)\b)", next},
      {R"(\b(similar|alike|like this|before|elsewhere|other cases|resolved? (these|such|others?))\b)", similar},
      {R"(\b(entity|counterparty|customer|patient|account|again|other exceptions|related)\b)", entity}};
  QStringList parts = told(topics, facts, question);
  if (parts.isEmpty()) {
    parts = {state(facts), history(facts, false), severity(facts), due(facts),
             next(facts),  similar(facts),        entity(facts)};
  }
  return parts.join(QStringLiteral("\n\n"));
}

QString composedAnswer(const ViewFacts& facts, const QString& question) {
  static const std::vector<Topic<ViewFacts>> topics{
      {R"(\b(how many|count|number|total|statistics|how much|median)\b)", counts},
      {R"(\b(due|deadline|sla|late|breach\w*|urgent|first|next)\b)", due},
      {R"(\b(sever\w*|critical|serious|worst|important|priority)\b)", severe},
      {R"(\b(old\w*|longest|stuck|ag(e|ing)|waiting)\b)", oldest},
      {R"(\b(new\w*|latest|recent\w*|last|today)\b)", newest},
      {R"(\b(where|who|whose|entit(y|ies)|counterpart\w*|sources?|owners?|domains?|most|come from)\b)", origins}};
  QStringList parts = told(topics, facts, question);
  if (parts.isEmpty()) {
    parts = {counts(facts), due(facts), severe(facts), oldest(facts), origins(facts)};
  }
  return parts.join(QStringLiteral("\n\n"));
}

} // namespace sentinai
