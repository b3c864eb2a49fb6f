// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/filter_bar.h"

#include "models/display_text.h"
#include "models/filter_value_source.h"
#include "views/filter_chip.h"
#include "views/filter_date_button.h"
#include "views/filter_line_edit.h"
#include "views/filter_value_button.h"
#include "views/flow_layout.h"
#include "views/theme.h"

#include <QAction>
#include <QLabel>
#include <QVBoxLayout>

namespace sentinai {

FilterBar::FilterBar(FilterValueSource& values, const Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_values(values)
    , m_theme(theme)
    , m_line(new FilterLineEdit(values, theme, this))
    , m_error(new QLabel(this))
    , m_errorIcon(new QLabel(this))
    , m_errorRow(new QWidget(this))
    , m_chips(new QWidget(this))
    , m_chipLayout(new FlowLayout(Theme::kSpaceXs, m_chips))
    , m_buttonLayout(new FlowLayout(Theme::kSpaceXs))
    , m_created(new FilterDateButton(FilterField::Created, sentinai::displayText(ExceptionField::CreatedAt), this)) {
  setObjectName(QStringLiteral("filterBar"));
  m_line->setObjectName(QStringLiteral("filterLine"));
  m_line->setPlaceholderText(tr("Filter: status:open severity:>=high owner:me sla:<4h or any text, then Enter"));
  m_line->setAccessibleName(tr("Filter"));
  m_line->setAccessibleDescription(
      tr("Terms such as status:open, severity:>=high, owner:me, age:>2d, or any text. Enter applies."));
  m_line->setMinimumHeight(Theme::kRowHeight + 2);
  m_error->setObjectName(QStringLiteral("filterError"));
  m_error->setWordWrap(true);
  m_error->setTextFormat(Qt::PlainText);
  m_chips->setObjectName(QStringLiteral("filterChips"));

  auto* errorLayout = new QHBoxLayout(m_errorRow);
  errorLayout->setContentsMargins(0, 0, 0, 0);
  errorLayout->setSpacing(Theme::kSpaceXs);
  errorLayout->addWidget(m_errorIcon, 0, Qt::AlignTop);
  errorLayout->addWidget(m_error, 1);
  m_errorRow->hide();

  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(Theme::kSpaceS);
  layout->addWidget(m_line);
  layout->addWidget(m_errorRow);
  layout->addLayout(m_buttonLayout);
  layout->addWidget(m_chips);

  addValueButton(FilterField::Status, sentinai::displayText(ExceptionField::Status));
  addValueButton(FilterField::Severity, sentinai::displayText(ExceptionField::Severity));
  addValueButton(FilterField::Domain, sentinai::displayText(ExceptionField::Domain));
  addValueButton(FilterField::Type, sentinai::displayText(ExceptionField::Type));
  addValueButton(FilterField::Source, sentinai::displayText(ExceptionField::SourceSystem));
  FilterValueButton* owner = addValueButton(FilterField::Owner, sentinai::displayText(ExceptionField::Owner));
  owner->setFixedChoices(
      {{{QStringLiteral("me"), false}, tr("Me"), {}}, {{QStringLiteral("none"), false}, tr("Unassigned"), {}}});
  m_buttonLayout->addWidget(m_created);
  setTabOrder(owner, m_created); // It was made first, but stands last.

  connect(m_created, &FilterDateButton::termChosen, this, [this](FilterField field, const QString& text) {
    choose(text.isEmpty() ? m_expression.without(field) : m_expression.withTerm(field, text));
  });
  connect(m_line, &FilterLineEdit::submitted, this, &FilterBar::submitLine);
  connect(m_line, &QLineEdit::textEdited, this, &FilterBar::validateWhileTyping);
  // The line's own clear button applies at once; Qt gives its action this name.
  if (auto* clearAction = m_line->findChild<QAction*>(QStringLiteral("_q_qlineeditclearaction"))) {
    connect(clearAction, &QAction::triggered, this, &FilterBar::clear);
  }
  connect(&values, &FilterValueSource::ready, this,
          [this](FilterField field, const QString& text, const QStringList& names) {
            for (FilterValueButton* button : m_valueButtons) {
              if (button->field() == field) {
                button->setChoices(text, names);
              }
            }
          });
  connect(&values, &FilterValueSource::failed, this, [this](FilterField field, const DbError& error) {
    for (FilterValueButton* button : m_valueButtons) {
      if (button->field() == field) {
        button->setMessage(error.message);
      }
    }
  });
  connect(&theme, &Theme::changed, this, &FilterBar::restyle);
  restyle();
}

FilterValueButton* FilterBar::addValueButton(FilterField field, const QString& label) {
  auto* button = new FilterValueButton(field, label, FilterValueSource::hasValues(field), this);
  m_valueButtons.push_back(button);
  m_buttonLayout->addWidget(button);
  connect(button, &FilterValueButton::valuesWanted, this,
          [this](FilterField wanted, const QString& text) { m_values.request(wanted, text); });
  connect(button, &FilterValueButton::valuesChosen, this,
          [this](FilterField chosen, const std::vector<FilterValue>& values) {
            choose(m_expression.withValues(chosen, values));
          });
  return button;
}

void FilterBar::setExpression(const FilterExpression& expression) {
  m_expression = expression;
  showExpression();
}

void FilterBar::choose(const FilterExpression& expression) {
  if (expression == m_expression) {
    return;
  }
  setExpression(expression);
  Q_EMIT expressionChanged(m_expression);
}

void FilterBar::addTerm(const QString& term) {
  const auto parsed = FilterExpression::parse(term);
  if (!parsed || parsed->terms().size() != 1) {
    return;
  }
  const FilterField field = parsed->terms().front().field;
  if (field == FilterField::Text) {
    const auto joined = FilterExpression::parse((m_expression.line() + QLatin1Char(' ') + term).trimmed());
    choose(joined.value_or(m_expression));
    return;
  }
  choose(m_expression.withTerm(field, term.section(QLatin1Char(':'), 1)));
}

void FilterBar::clear() {
  if (m_expression.isEmpty()) {
    setExpression({}); // Whatever stands in the line unsubmitted goes too.
  }
  choose({});
}

void FilterBar::focusLine() {
  m_line->setFocus(Qt::ShortcutFocusReason);
  m_line->selectAll();
}

void FilterBar::submitLine() {
  const auto parsed =
      FilterExpression::parse(m_line->text().simplified().isEmpty() ? QString() : m_line->text().trimmed());
  if (!parsed) {
    showError(FilterExpression::parse(m_line->text()).error());
    return;
  }
  showError(std::nullopt);
  if (*parsed == m_expression) {
    setExpression(*parsed);
    return;
  }
  choose(*parsed);
}

void FilterBar::validateWhileTyping() {
  const auto parsed = FilterExpression::parse(m_line->text());
  // The word at the cursor is not finished yet; it is no error before Enter.
  if (parsed || m_line->cursorPosition() >= parsed.error().position) {
    const bool atCursor = !parsed && m_line->cursorPosition() > parsed.error().position + parsed.error().length;
    showError(atCursor ? std::optional(parsed.error()) : std::nullopt);
    return;
  }
  showError(parsed.error());
}

void FilterBar::showError(const std::optional<FilterError>& error) {
  m_line->setError(error);
  m_errorRow->setVisible(error.has_value());
  m_error->setText(error ? error->message : QString());
  m_line->setAccessibleDescription(error ? error->message
                                         : tr("Terms such as status:open, severity:>=high, owner:me, age:>2d, or any "
                                              "text. Enter applies."));
}

void FilterBar::showExpression() {
  if (m_line->text() != m_expression.line()) {
    m_line->setText(m_expression.line());
  }
  showError(std::nullopt);
  for (FilterValueButton* button : m_valueButtons) {
    button->setValues(m_expression.values(button->field()));
  }
  QString created;
  for (const FilterTerm& term : m_expression.terms()) {
    if (term.field == FilterField::Created) {
      created = m_expression.termText(term).section(QLatin1Char(':'), 1);
    }
  }
  m_created->setTerm(created);
  showChips();
}

void FilterBar::showChips() {
  while (QLayoutItem* item = m_chipLayout->takeAt(0)) {
    if (item->widget()) {
      item->widget()->hide();
      item->widget()->deleteLater();
    }
    delete item;
  }
  for (std::size_t i = 0; i < m_expression.terms().size(); ++i) {
    auto* chip = new FilterChip(m_expression.termText(m_expression.terms()[i]), m_theme, m_chips);
    chip->setObjectName(QStringLiteral("filterChip_%1").arg(i));
    connect(chip, &QToolButton::clicked, this, [this, i] { choose(m_expression.withoutTerm(i)); });
    m_chipLayout->addWidget(chip);
    chip->show();
  }
  if (!m_expression.isEmpty()) {
    auto* all = new QToolButton(m_chips);
    all->setObjectName(QStringLiteral("filterClear"));
    all->setText(tr("Clear all"));
    all->setToolTip(tr("Remove every condition of the filter"));
    all->setAccessibleName(tr("Clear the filter"));
    all->setAutoRaise(true);
    all->setFocusPolicy(Qt::TabFocus);
    connect(all, &QToolButton::clicked, this, &FilterBar::clear);
    m_chipLayout->addWidget(all);
    all->show();
  }
  m_chips->setVisible(!m_expression.isEmpty());
}

void FilterBar::restyle() {
  QPalette palette = m_error->palette();
  palette.setColor(QPalette::WindowText, m_theme.colors().bad);
  m_error->setPalette(palette);
  m_errorIcon->setPixmap(
      m_theme.icon(QStringLiteral("warning")).pixmap(QSize(Theme::kIconSize, Theme::kIconSize), devicePixelRatioF()));
  while (!m_line->actions().isEmpty() && m_line->actions().first()->objectName() == QLatin1String("filterLineIcon")) {
    delete m_line->actions().first();
  }
  QAction* icon = m_line->addAction(m_theme.icon(QStringLiteral("filter")), QLineEdit::LeadingPosition);
  icon->setObjectName(QStringLiteral("filterLineIcon"));
  icon->setEnabled(false);
  const QString buttonStyle =
      QStringLiteral(
          "QToolButton { background: %1; color: %2; border: 1px solid %3; border-radius: 4px; padding: 3px 8px; }"
          "QToolButton:hover, QToolButton:focus { border-color: %4; }"
          "QToolButton::menu-indicator { image: none; }")
          .arg(m_theme.colors().base.name(), m_theme.colors().text.name(), m_theme.colors().border.name(),
               m_theme.colors().accent.name());
  const QIcon arrow = m_theme.icon(QStringLiteral("chevron-down"));
  m_created->setStyleSheet(buttonStyle);
  m_created->setIcon(arrow);
  for (FilterValueButton* button : m_valueButtons) {
    button->setStyleSheet(buttonStyle);
    button->setIcon(arrow);
    std::vector<FilterValueButton::Choice> choices;
    if (button->field() == FilterField::Status) {
      for (const Status status : allValues<Status>()) {
        choices.push_back({{toText(status), false}, sentinai::displayText(status), m_theme.icon(status)});
      }
      button->setFixedChoices(std::move(choices));
    } else if (button->field() == FilterField::Severity) {
      for (const Severity severity : allValues<Severity>()) {
        choices.push_back({{toText(severity), false}, sentinai::displayText(severity), m_theme.icon(severity)});
      }
      button->setFixedChoices(std::move(choices));
    }
  }
  showChips();
}

} // namespace sentinai
