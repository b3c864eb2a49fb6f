// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>

class QAction;
class QButtonGroup;
class QLabel;
class QToolButton;
class QVBoxLayout;

namespace sentinai {

class Theme;

/// The tenant and the pages, at the left of the window.
class NavigationBar : public QFrame {
  Q_OBJECT
public:
  NavigationBar(const Theme& theme, QWidget* parent = nullptr);

  /// A page to go to by `action`, whose icon is resources/icons/`iconName`.svg.
  void addPage(QAction* action, const QString& key, const QString& iconName);
  /// Something to do rather than a place; greyed out, and saying why, while `action` is disabled.
  void addTool(QAction* action, const QString& text, const QString& iconName);
  void clearPages();
  void setCurrent(const QString& key); ///< None if no page has this key.

  void setTenant(const QString& name); ///< Empty: none yet.

private:
  struct Entry {
    QString key;
    QString iconName;
    QToolButton* button;
  };

  QToolButton* addButton(const QString& key, const QString& text, const QString& iconName);
  void restyle();

  const Theme& m_theme;
  QLabel* m_swatch;
  QLabel* m_tenant;
  QString m_tenantName;
  QString m_current;
  QVBoxLayout* m_pages;
  std::vector<Entry> m_entries;
};

} // namespace sentinai
