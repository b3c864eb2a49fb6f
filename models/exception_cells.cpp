// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/exception_cells.h"

#include "models/display_text.h"
#include "models/filter_parser.h"
#include "models/safe_text.h"
#include "models/sla_state.h"
#include "models/time_format.h"

namespace sentinai {

using namespace std::chrono;
using Column = ExceptionColumn;

namespace {

constexpr qsizetype kLongestField = 512; ///< Of what programs and databases take in.

QString ageText(const Exception& exception, Instant now) {
  return TimeFormat::spanText(duration_cast<seconds>(exception.resolvedAt.value_or(now) - exception.createdAt));
}

/// The cell's text as it was recorded, where it comes from outside; empty for other columns.
QString recordedText(const Exception& exception, Column column) {
  switch (column) {
  case Column::Id:
    return exception.exceptionId;
  case Column::Domain:
    return exception.domain;
  case Column::Type:
    return exception.type;
  case Column::Entity:
    return exception.entity;
  case Column::Source:
    return exception.sourceSystem;
  case Column::Owner:
    return exception.owner.value_or(QString());
  default:
    return {};
  }
}

} // namespace

QString ExceptionCells::displayText(const Exception& exception, Column column) const {
  switch (column) {
  case Column::Severity:
    return sentinai::displayText(exception.severity);
  case Column::Status:
    return sentinai::displayText(exception.status);
  case Column::Amount:
    return amountText(exception);
  case Column::Sla:
    return slaText(exception, m_now);
  case Column::Age:
    return ageText(exception, m_now);
  case Column::Updated:
    return m_timeFormat.text(exception.updatedAt, m_now);
  case Column::Created:
    return m_timeFormat.text(exception.createdAt, m_now);
  default:
    return visibleLine(recordedText(exception, column));
  }
}

QString ExceptionCells::copyText(const Exception& exception, Column column) const {
  switch (column) {
  case Column::Severity:
  case Column::Status:
  case Column::Sla:
  case Column::Age:
    return displayText(exception, column);
  case Column::Amount:
    return exception.amount
               ? QStringLiteral("%1 %2").arg(exception.amount->text(), exception.currency.value_or(QString())).trimmed()
               : QString();
  case Column::Updated:
    return m_timeFormat.absoluteText(exception.updatedAt);
  case Column::Created:
    return m_timeFormat.absoluteText(exception.createdAt);
  default:
    return recordedText(exception, column);
  }
}

QString ExceptionCells::toolTip(const Exception& exception, Column column) const {
  switch (column) {
  case Column::Severity:
  case Column::Status:
  case Column::Amount:
    return plainToolTip(displayText(exception, column));
  case Column::Sla:
    return exception.slaDeadline ? tr("Deadline %1").arg(m_timeFormat.absoluteText(*exception.slaDeadline))
                                 : tr("No deadline");
  case Column::Age:
    return exception.resolvedAt ? tr("Created %1\nResolved %2")
                                      .arg(m_timeFormat.absoluteText(exception.createdAt),
                                           m_timeFormat.absoluteText(*exception.resolvedAt))
                                : tr("Created %1").arg(m_timeFormat.absoluteText(exception.createdAt));
  case Column::Updated:
    return m_timeFormat.absoluteText(exception.updatedAt);
  case Column::Created:
    return m_timeFormat.absoluteText(exception.createdAt);
  case Column::Owner:
    return exception.owner ? plainToolTip(*exception.owner) : tr("Unassigned");
  default:
    return plainToolTip(recordedText(exception, column));
  }
}

QString ExceptionCells::filterTerm(const Exception& exception, Column column) const {
  if (recordedText(exception, column).size() > kLongestField) {
    return {}; // Past all checks, and more than a filter line takes.
  }
  const auto term = [](FilterField field, const QString& value) {
    return QStringLiteral("%1:%2").arg(toText(field), quotedFilterValue(field, value));
  };
  const auto day = [this](FilterField field, Instant instant) {
    const QDate date = toDateTime(instant).toTimeZone(m_timeFormat.zone()).date();
    return QStringLiteral("%1:%2").arg(toText(field), date.toString(Qt::ISODate));
  };
  switch (column) {
  case Column::Id:
    return quotedFilterValue(FilterField::Text, exception.exceptionId);
  case Column::Severity:
    return term(FilterField::Severity, toText(exception.severity));
  case Column::Status:
    return term(FilterField::Status, toText(exception.status));
  case Column::Domain:
    return term(FilterField::Domain, exception.domain);
  case Column::Type:
    return term(FilterField::Type, exception.type);
  case Column::Entity:
    return term(FilterField::Entity, exception.entity);
  case Column::Source:
    return term(FilterField::Source, exception.sourceSystem);
  case Column::Amount:
    return exception.amount ? QStringLiteral("amount:%1").arg(exception.amount->text()) : QString();
  case Column::Sla:
    return exception.slaDeadline ? day(FilterField::Sla, *exception.slaDeadline) : QString();
  case Column::Owner:
    return exception.owner ? term(FilterField::Owner, *exception.owner) : QStringLiteral("owner:none");
  case Column::Updated:
    return day(FilterField::Updated, exception.updatedAt);
  case Column::Age:
  case Column::Created:
    return day(FilterField::Created, exception.createdAt);
  }
  return {};
}

QString ExceptionCells::spokenRow(const Exception& exception) const {
  const auto text = [&](Column column) { return displayText(exception, column); };
  QStringList parts{text(Column::Id), tr("severity %1").arg(text(Column::Severity)), text(Column::Status),
                    text(Column::Domain), text(Column::Type)};
  for (const Column column : {Column::Entity, Column::Amount}) {
    if (const QString value = text(column); !value.isEmpty()) {
      parts.append(value);
    }
  }
  if (const QString sla = text(Column::Sla); !sla.isEmpty()) {
    parts.append(tr("SLA %1").arg(sla));
  }
  parts.append(exception.owner ? tr("owner %1").arg(text(Column::Owner)) : tr("unassigned"));
  return parts.join(QStringLiteral(", "));
}

} // namespace sentinai
