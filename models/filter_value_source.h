// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/filter_term.h"
#include "repositories/exception_repository.h"

#include <QObject>
#include <map>

namespace sentinai {

/// The values that the tenant's exceptions have in a field of names, for menus and completion. GUI thread.
class FilterValueSource : public QObject {
  Q_OBJECT
public:
  static constexpr int kLimit = 40;

  explicit FilterValueSource(ExceptionRepository& exceptions, QObject* parent = nullptr);

  /// Domain, Type, Entity, Source and Owner have values to ask for.
  [[nodiscard]] static bool hasValues(FilterField field);

  /// Asks for the most frequent values that contain `text`; ready() or failed() follows unless another request of the
  /// same field overtakes it.
  void request(FilterField field, const QString& text);

Q_SIGNALS:
  void ready(sentinai::FilterField field, const QString& text, const QStringList& values);
  void failed(sentinai::FilterField field, const sentinai::DbError& error);

private:
  ExceptionRepository& m_exceptions;
  std::map<FilterField, CancelSource> m_requests;
};

} // namespace sentinai
