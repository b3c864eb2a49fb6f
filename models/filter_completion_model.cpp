// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/filter_completion_model.h"

#include "models/filter_parser.h"
#include "models/filter_value_source.h"
#include "models/safe_text.h"

namespace sentinai {

namespace {

/// What is written so far of the word to complete, without its quotes.
QString unquoted(QString text) {
  return text.remove(QLatin1Char('"'));
}

qsizetype lastCommaOutsideQuotes(const QString& text) {
  bool quoted = false;
  qsizetype found = -1;
  for (qsizetype i = 0; i < text.size(); ++i) {
    quoted = quoted != (text[i] == QLatin1Char('"'));
    if (!quoted && text[i] == QLatin1Char(',')) {
      found = i;
    }
  }
  return found;
}

} // namespace

FilterCompletionModel::FilterCompletionModel(FilterValueSource& values, QObject* parent)
    : QAbstractListModel(parent)
    , m_values(values) {
  connect(&values, &FilterValueSource::ready, this, &FilterCompletionModel::addNames);
}

void FilterCompletionModel::complete(const QString& line, qsizetype cursor) {
  m_pendingField.reset();
  FilterToken token{cursor, 0};
  for (const FilterToken& candidate : filterTokens(line)) {
    if (candidate.position <= cursor && cursor <= candidate.position + candidate.length) {
      token = candidate;
    }
  }
  const QString written = line.mid(token.position, cursor - token.position);
  const qsizetype colon = written.indexOf(QLatin1Char(':'));
  const auto field = colon > 0 ? fromText<FilterField>(written.left(colon).toLower()) : std::nullopt;
  if (!field) {
    m_position = token.position;
    m_length = token.length;
    if (colon < 0 && !written.startsWith(QLatin1Char('"'))) {
      offerFields(written);
    } else {
      setCompletions({});
    }
    return;
  }
  const QString values = written.mid(colon + 1);
  const qsizetype comma = lastCommaOutsideQuotes(values);
  m_position = token.position + colon + 1 + comma + 1;
  m_length = token.position + token.length - m_position;
  offerValues(*field, unquoted(values.mid(comma + 1)));
}

void FilterCompletionModel::offerFields(const QString& prefix) {
  static const std::array<QString, 13> hints{tr("open, analyzing, resolved, escalated"),
                                             tr("low to critical; >=high for high and above"),
                                             tr("business domain"),
                                             tr("kind of exception"),
                                             tr("counterparty, patient, account …"),
                                             tr("system it came from"),
                                             tr("me, none, or a name"),
                                             tr("when it arose: today, <7d, 2026-03-01..2026-03-31"),
                                             tr("when it last changed"),
                                             tr("when it was resolved"),
                                             tr("time left: <4h; a day or a range of days"),
                                             tr("time since it arose: >2d, 1d..3d"),
                                             tr(">100, <=2500.50, 100..500")};
  std::vector<Completion> completions;
  const QStringList names = filterFieldNames();
  for (qsizetype i = 0; i < names.size(); ++i) {
    if (names[i].startsWith(prefix, Qt::CaseInsensitive)) {
      completions.push_back({names[i] + QLatin1Char(':'), hints[static_cast<std::size_t>(i)]});
    }
  }
  setCompletions(std::move(completions));
}

void FilterCompletionModel::offerValues(FilterField field, const QString& prefix) {
  std::vector<Completion> all;
  switch (field) {
  case FilterField::Status:
    for (const Status status : allValues<Status>()) {
      all.push_back({toText(status), {}});
    }
    break;
  case FilterField::Severity:
    for (const Severity severity : allValues<Severity>()) {
      all.push_back({toText(severity), {}});
    }
    all.push_back({QStringLiteral(">=medium"), tr("medium and above")});
    all.push_back({QStringLiteral(">=high"), tr("high and above")});
    break;
  case FilterField::Owner:
    all = {{QStringLiteral("me"), tr("yourself")}, {QStringLiteral("none"), tr("unassigned")}};
    break;
  case FilterField::Created:
  case FilterField::Updated:
  case FilterField::Resolved:
    all = {{QStringLiteral("today"), {}},
           {QStringLiteral("yesterday"), {}},
           {QStringLiteral("<1d"), tr("in the last day")},
           {QStringLiteral("<7d"), tr("in the last 7 days")},
           {QStringLiteral("<30d"), tr("in the last 30 days")}};
    break;
  case FilterField::Sla:
    all = {{QStringLiteral("<0h"), tr("deadline passed")},
           {QStringLiteral("<1h"), tr("less than an hour left, or passed")},
           {QStringLiteral("<4h"), tr("less than 4 hours left, or passed")},
           {QStringLiteral("0h..24h"), tr("ends within a day")}};
    break;
  case FilterField::Age:
    all = {{QStringLiteral("<4h"), tr("younger than 4 hours")},
           {QStringLiteral(">1d"), tr("older than a day")},
           {QStringLiteral(">7d"), tr("older than 7 days")},
           {QStringLiteral("1d..3d"), tr("between one and three days")}};
    break;
  default:
    break;
  }
  std::vector<Completion> completions;
  for (Completion& completion : all) {
    if (completion.text.startsWith(prefix, Qt::CaseInsensitive)) {
      completions.push_back(std::move(completion));
    }
  }
  if (FilterValueSource::hasValues(field)) {
    m_pendingField = field;
    m_pendingText = prefix;
    m_values.request(field, prefix);
  }
  setCompletions(std::move(completions));
}

void FilterCompletionModel::addNames(FilterField field, const QString& text, const QStringList& names) {
  if (m_pendingField != field || m_pendingText != text) {
    return;
  }
  m_pendingField.reset();
  std::vector<Completion> completions = m_completions;
  for (const QString& name : names) {
    completions.push_back({quotedFilterValue(field, name), {}});
  }
  setCompletions(std::move(completions));
}

void FilterCompletionModel::setCompletions(std::vector<Completion> completions) {
  beginResetModel();
  m_completions = std::move(completions);
  endResetModel();
  Q_EMIT completionsChanged();
}

int FilterCompletionModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(m_completions.size());
}

QVariant FilterCompletionModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid()) {
    return {};
  }
  const Completion& completion = m_completions[static_cast<std::size_t>(index.row())];
  switch (role) {
  case Qt::DisplayRole:
    return visibleLine(completion.text);
  case Qt::EditRole:
  case InsertRole:
    return completion.text;
  case HintRole:
    return visibleLine(completion.hint);
  case Qt::ToolTipRole:
    return plainToolTip(completion.hint);
  case Qt::AccessibleTextRole:
    return completion.hint.isEmpty()
               ? visibleLine(completion.text)
               : QStringLiteral("%1, %2").arg(visibleLine(completion.text), visibleLine(completion.hint));
  default:
    return {};
  }
}

} // namespace sentinai
