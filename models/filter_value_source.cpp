// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/filter_value_source.h"

namespace sentinai {

namespace {

std::optional<ExceptionField> columnOf(FilterField field) {
  switch (field) {
  case FilterField::Domain:
    return ExceptionField::Domain;
  case FilterField::Type:
    return ExceptionField::Type;
  case FilterField::Entity:
    return ExceptionField::Entity;
  case FilterField::Source:
    return ExceptionField::SourceSystem;
  case FilterField::Owner:
    return ExceptionField::Owner;
  default:
    return std::nullopt;
  }
}

} // namespace

FilterValueSource::FilterValueSource(ExceptionRepository& exceptions, QObject* parent)
    : QObject(parent)
    , m_exceptions(exceptions) {}

bool FilterValueSource::hasValues(FilterField field) {
  return columnOf(field).has_value();
}

void FilterValueSource::request(FilterField field, const QString& text) {
  const auto column = columnOf(field);
  if (!column) {
    return;
  }
  const CancelToken token = m_requests[field].restart();
  QCoro::connect(m_exceptions.distinctValues(*column, text, kLimit, token), this,
                 [this, token, field, text](Result<QStringList> values) {
                   if (token.isCancelled()) {
                     return;
                   }
                   if (values) {
                     Q_EMIT ready(field, text, *values);
                   } else {
                     Q_EMIT failed(field, values.error());
                   }
                 });
}

} // namespace sentinai
