// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/payload_tree_model.h"
#include "models/time_format.h"
#include "repositories/records/exception_event.h"

#include <QWidget>

class QButtonGroup;
class QLabel;
class QPlainTextEdit;
class QPushButton;
class QStackedLayout;
class QTreeView;

namespace sentinai {

class ElidedLabel;
class Theme;

/// One event's payload as a tree or as JSON, both to be copied.
class EventPayloadView : public QWidget {
  Q_OBJECT
public:
  EventPayloadView(const TimeFormat& timeFormat, const Theme& theme, QWidget* parent = nullptr);

  void setEvent(const std::optional<ExceptionEvent>& event);

  void copyEvent() const; ///< The whole event as JSON; nothing without an event.

  [[nodiscard]] QByteArray saveState() const;
  bool restoreState(const QByteArray& state);
  void resetLayout();

  static constexpr qsizetype kMaxShown = 200'000; ///< Characters of JSON shown; copying gives all.

Q_SIGNALS:
  void copied(const QString& what); ///< For the status bar.

protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

private:
  enum Page { Tree, Json };

  void showPage(int page);
  void fillJson();
  void copyFromTree(int role, const QString& what);
  void openTreeMenu(const QPoint& position);
  void restyle();

  const TimeFormat& m_timeFormat;
  const Theme& m_theme;
  std::optional<ExceptionEvent> m_event;
  PayloadTreeModel m_model;
  ElidedLabel* m_title;
  QButtonGroup* m_pages;
  QPushButton* m_copy;
  QTreeView* m_tree;
  QPlainTextEdit* m_json;
  QStackedLayout* m_stack;
  bool m_jsonStale = false; ///< The JSON is laid out only when looked at.
};

} // namespace sentinai
