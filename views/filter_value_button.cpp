// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/filter_value_button.h"

#include "models/safe_text.h"
#include "views/theme.h"

#include <QFrame>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QVBoxLayout>

namespace sentinai {

namespace {

constexpr int kPopupWidth = 260;
constexpr int kVisibleRows = 12;
constexpr int kValueRole = Qt::UserRole + 1;
constexpr int kQuotedRole = Qt::UserRole + 2;

} // namespace

FilterValueButton::FilterValueButton(FilterField field, const QString& label, bool searchable, QWidget* parent)
    : QToolButton(parent)
    , m_field(field)
    , m_label(label)
    , m_popup(new QFrame(this, Qt::Popup))
    , m_search(new QLineEdit(m_popup))
    , m_list(new QListWidget(m_popup))
    , m_message(new QLabel(m_popup)) {
  const QString name = toText(field);
  setObjectName(QStringLiteral("filterMenu_%1").arg(name));
  setFocusPolicy(Qt::TabFocus);
  setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
  setLayoutDirection(Qt::RightToLeft); // The arrow stands behind the text.

  setIconSize({10, 10});
  m_popup->setObjectName(QStringLiteral("filterPopup_%1").arg(name));
  m_popup->setAccessibleName(label);
  m_popup->setLayoutDirection(Qt::LeftToRight);
  m_popup->setFrameShape(QFrame::StyledPanel);
  m_popup->installEventFilter(this);
  m_search->setObjectName(QStringLiteral("filterSearch_%1").arg(name));
  m_search->setPlaceholderText(tr("Search …"));
  m_search->setAccessibleName(tr("Search %1").arg(label));
  m_search->setClearButtonEnabled(true);
  m_search->setVisible(searchable);
  m_search->installEventFilter(this);
  m_list->setObjectName(QStringLiteral("filterList_%1").arg(name));
  m_list->setAccessibleName(label);
  m_list->setFrameShape(QFrame::NoFrame);
  m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  m_list->installEventFilter(this);
  m_message->setTextFormat(Qt::PlainText);
  m_message->setVisible(false);
  m_message->setWordWrap(true);

  auto* layout = new QVBoxLayout(m_popup);
  layout->setContentsMargins(Theme::kSpaceXs, Theme::kSpaceXs, Theme::kSpaceXs, Theme::kSpaceXs);
  layout->setSpacing(Theme::kSpaceXs);
  layout->addWidget(m_search);
  layout->addWidget(m_list);
  layout->addWidget(m_message);

  connect(this, &QToolButton::clicked, this, &FilterValueButton::openPopup);
  connect(m_search, &QLineEdit::textEdited, this, [this](const QString& text) { Q_EMIT valuesWanted(m_field, text); });
  connect(m_list, &QListWidget::itemChanged, this, &FilterValueButton::takeTicks);
  // A click on the text ticks too; one on the box has done so already.
  connect(m_list, &QListWidget::itemActivated, this, [](QListWidgetItem* item) {
    item->setCheckState(item->checkState() == Qt::Checked ? Qt::Unchecked : Qt::Checked);
  });
  showLabel();
}

void FilterValueButton::setFixedChoices(std::vector<Choice> choices) {
  m_fixed = std::move(choices);
  fillList();
}

void FilterValueButton::setChoices(const QString& searchText, const QStringList& values) {
  if (searchText != m_search->text()) {
    return; // Asked by someone else, or typed over since.
  }
  m_found = values;
  m_searched = searchText;
  fillList();
  setMessage(m_list->count() == 0 ? (searchText.isEmpty() ? tr("There are no values yet.")
                                                          : tr("Nothing contains “%1”.").arg(searchText))
                                  : QString());
}

void FilterValueButton::setMessage(const QString& text) {
  m_message->setText(text);
  m_message->setVisible(!text.isEmpty());
}

void FilterValueButton::setValues(const std::vector<FilterValue>& values) {
  m_values = values;
  showLabel();
  fillList();
}

std::vector<FilterValueButton::Choice> FilterValueButton::offered() const {
  std::vector<Choice> choices = m_fixed;
  QStringList known;
  for (const Choice& choice : m_fixed) {
    known.append(choice.value.text);
  }
  // What is ticked stays on view even if it is not among the most frequent.
  QStringList names = m_first + m_found;
  for (const FilterValue& value : m_values) {
    names.append(value.text);
  }
  names.removeDuplicates();
  for (const QString& name : std::as_const(names)) {
    if (!known.contains(name)) {
      choices.push_back({{name, true}, name.isEmpty() ? tr("(empty)") : visibleLine(name), {}});
    }
  }
  return choices;
}

void FilterValueButton::fillList() {
  if (!m_popup->isVisible()) {
    m_first.clear();
    for (const FilterValue& value : m_values) {
      m_first.append(value.text);
    }
  }
  const std::vector<Choice> choices = offered();
  const QSignalBlocker blocker(m_list);
  bool same = m_list->count() == static_cast<int>(choices.size());
  for (int row = 0; same && row < m_list->count(); ++row) {
    same = m_list->item(row)->data(kValueRole).toString() == choices[static_cast<std::size_t>(row)].value.text;
  }
  if (!same) {
    const int current = m_list->currentRow();
    m_list->clear();
    for (const Choice& choice : choices) {
      auto* item = new QListWidgetItem(m_list);
      item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsUserCheckable);
      item->setData(kValueRole, choice.value.text);
      item->setData(kQuotedRole, choice.value.quoted);
      item->setSizeHint({0, Theme::kRowHeight});
    }
    m_list->setCurrentRow(current);
  }
  showChoices(choices);
  const int rows = std::clamp(m_list->count(), 1, kVisibleRows);
  m_list->setFixedHeight(rows * Theme::kRowHeight + Theme::kSpaceXs);
  m_popup->adjustSize();
  m_popup->resize(kPopupWidth, m_popup->sizeHint().height());
}

void FilterValueButton::showChoices(const std::vector<Choice>& choices) {
  for (int row = 0; row < m_list->count(); ++row) {
    const Choice& choice = choices[static_cast<std::size_t>(row)];
    QListWidgetItem* item = m_list->item(row);
    item->setText(choice.label);
    item->setIcon(choice.icon);
    const bool ticked = std::any_of(m_values.begin(), m_values.end(),
                                    [&](const FilterValue& value) { return value.text == choice.value.text; });
    item->setCheckState(ticked ? Qt::Checked : Qt::Unchecked);
  }
}

void FilterValueButton::takeTicks() {
  std::vector<FilterValue> values;
  for (int row = 0; row < m_list->count(); ++row) {
    const QListWidgetItem* item = m_list->item(row);
    if (item->checkState() == Qt::Checked) {
      values.push_back({item->data(kValueRole).toString(), item->data(kQuotedRole).toBool()});
    }
  }
  m_values = std::move(values);
  showLabel();
  Q_EMIT valuesChosen(m_field, m_values);
}

void FilterValueButton::showLabel() {
  const QString count = m_values.empty() ? QString() : QStringLiteral(" (%1)").arg(m_values.size());
  setText(m_label + count);
  QStringList names;
  for (const FilterValue& value : m_values) {
    names.append(value.text.isEmpty() ? tr("(empty)") : value.text);
  }
  const QString chosen = names.isEmpty() ? tr("any") : visibleLine(names.join(QStringLiteral(", ")));
  const QString summary = tr("Filter by %1: %2").arg(m_label, chosen);
  setToolTip(plainToolTip(summary));
  setAccessibleName(summary);
  QFont strong = font();
  strong.setWeight(m_values.empty() ? QFont::Normal : QFont::DemiBold);
  setFont(strong);
}

void FilterValueButton::openPopup() {
  const bool searchable = !m_search->isHidden();
  if (searchable) {
    m_search->clear();
    if (m_found.isEmpty() || !m_searched.isEmpty()) {
      setMessage(tr("Loading …"));
    }
    Q_EMIT valuesWanted(m_field, {});
  }
  fillList();
  m_popup->move(mapToGlobal(QPoint(0, height())));
  m_popup->show();
  (searchable ? static_cast<QWidget*>(m_search) : m_list)->setFocus(Qt::PopupFocusReason);
  if (!searchable && m_list->currentRow() < 0) {
    m_list->setCurrentRow(0);
  }
}

bool FilterValueButton::eventFilter(QObject* watched, QEvent* event) {
  if (event->type() == QEvent::KeyPress) {
    const int key = static_cast<QKeyEvent*>(event)->key();
    if (key == Qt::Key_Escape) {
      m_popup->hide();
      setFocus(Qt::PopupFocusReason);
      return true;
    }
    if (watched == m_search && key == Qt::Key_Down && m_list->count() > 0) {
      m_list->setFocus(Qt::TabFocusReason);
      m_list->setCurrentRow(std::max(m_list->currentRow(), 0));
      return true;
    }
  }
  return QToolButton::eventFilter(watched, event);
}

} // namespace sentinai
