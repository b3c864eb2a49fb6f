// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStackedWidget>
#include <optional>

class QLineEdit;
class QPushButton;
class QStringListModel;

namespace sentinai {

/// Shows the owner and lets it be changed in place: to me, to somebody else by name with suggestions, to nobody.
class OwnerEditor : public QStackedWidget {
  Q_OBJECT
public:
  explicit OwnerEditor(QWidget* parent = nullptr);

  void setOwner(const std::optional<QString>& owner);
  void setMe(const QString& login); ///< Empty: "me" is not offered.
  void setSuggestions(const QStringList& owners);

  void openMenu();
  void startTyping();
  bool stopTyping(); ///< False if nobody was typing.

  [[nodiscard]] QPushButton* button() const { return m_button; }

Q_SIGNALS:
  void assigned(const std::optional<QString>& owner);
  void suggestionsWanted(const QString& text);

protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

private:
  void submit();

  QPushButton* m_button;
  QLineEdit* m_input;
  QAction* m_toMe;
  QAction* m_toNobody;
  QStringListModel* m_suggestions;
  QString m_me;
  std::optional<QString> m_owner;
};

} // namespace sentinai
