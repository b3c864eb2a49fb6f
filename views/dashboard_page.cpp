// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/dashboard_page.h"

#include "models/dashboard_model.h"
#include "models/safe_text.h"
#include "models/time_format.h"
#include "views/bar_list_view.h"
#include "views/figure_card.h"
#include "views/figure_chart.h"
#include "views/figure_panel.h"
#include "views/period_picker.h"
#include "views/state_panel.h"
#include "views/theme.h"
#include "views/view_settings.h"

#include <QComboBox>
#include <QGridLayout>
#include <QLabel>
#include <QLocale>
#include <QScrollArea>
#include <QSignalBlocker>
#include <QStackedLayout>
#include <QTimer>

namespace sentinai {

namespace {

using Figure = DashboardModel::Figure;

constexpr int kGridColumns = 12;
constexpr int kNarrow = 980; ///< Below this width, panels that share a row get rows of their own.
constexpr std::chrono::seconds kAgeTick{15};
const QString kPeriod = QStringLiteral("dashboard/period");
const QString kFrom = QStringLiteral("dashboard/from");
const QString kTo = QStringLiteral("dashboard/to");
const QString kDomain = QStringLiteral("dashboard/domain");
const QString kTables = QStringLiteral("dashboard/tables");

} // namespace

DashboardPage::DashboardPage(DashboardModel& model, const Theme& theme, const TimeFormat& timeFormat, QWidget* parent)
    : PageWidget(parent)
    , m_model(model)
    , m_theme(theme)
    , m_timeFormat(timeFormat) {
  setObjectName(QStringLiteral("dashboardPage"));
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(Theme::kSpaceL, Theme::kSpaceM, 0, 0);
  column->setSpacing(Theme::kSpaceM);
  column->addWidget(makeToolBar());

  m_state = new StatePanel(theme, this);
  m_state->setObjectName(QStringLiteral("dashboardState"));
  m_scroll = new QScrollArea(this);
  m_scroll->setObjectName(QStringLiteral("dashboardScroll"));
  m_scroll->setFrameShape(QFrame::NoFrame);
  m_scroll->setWidgetResizable(true);
  m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  m_scroll->setWidget(makeContent());
  m_stack = new QStackedLayout;
  m_stack->addWidget(m_state);
  m_stack->addWidget(m_scroll);
  column->addLayout(m_stack, 1);

  connect(m_state, &StatePanel::actionTriggered, this, [this] {
    if (m_model.state() == DashboardModel::State::Empty && asksForAll()) {
      Q_EMIT importRequested();
    } else if (m_model.state() == DashboardModel::State::Empty) {
      DashboardPeriod all;
      all.preset = DashboardPeriod::Preset::All;
      m_domain->setCurrentIndex(0);
      m_model.setPeriod(all);
    } else {
      m_model.refresh();
    }
  });
  connect(&model, &DashboardModel::changed, this, &DashboardPage::showModel);
  connect(&model, &DashboardModel::domainsChanged, this, &DashboardPage::showDomains);
  connect(&timeFormat, &TimeFormat::changed, this, &DashboardPage::showAge);
  auto* ageTimer = new QTimer(this);
  connect(ageTimer, &QTimer::timeout, this, &DashboardPage::showAge);
  ageTimer->start(kAgeTick);
  showDomains();
  showModel();
}

QString DashboardPage::title() const {
  return tr("Dashboard");
}

void DashboardPage::refresh() {
  m_model.refresh();
}

void DashboardPage::focusFilter() {
  m_domain->setFocus(Qt::ShortcutFocusReason);
}

void DashboardPage::resetLayout() {
  for (FigurePanel* panel : m_panels) {
    panel->showTable(false);
  }
}

void DashboardPage::setImportRefusal(const QString& reason) {
  if (reason != m_importRefusal) {
    m_importRefusal = reason;
    showModel();
  }
}

void DashboardPage::saveLayout(ViewSettings& settings) const {
  const DashboardPeriod& period = m_model.period();
  settings.setValue(kPeriod, static_cast<int>(period.preset));
  settings.setValue(kFrom, period.from);
  settings.setValue(kTo, period.to);
  settings.setValue(kDomain, m_model.filter().domains.value(0));
  QStringList tables;
  for (const FigurePanel* panel : m_panels) {
    if (panel->isTableShown()) {
      tables << panel->objectName();
    }
  }
  settings.setValue(kTables, tables);
}

void DashboardPage::restoreLayout(const ViewSettings& settings) {
  using Preset = DashboardPeriod::Preset;
  DashboardPeriod period;
  const int preset = settings.value(kPeriod, static_cast<int>(period.preset)).toInt();
  const QDate from = settings.value(kFrom).toDate();
  const QDate to = settings.value(kTo).toDate();
  if (preset == static_cast<int>(Preset::Custom) && from.isValid() && to.isValid()) {
    period = {Preset::Custom, from, to};
  } else if (preset >= 0 && preset <= static_cast<int>(Preset::All) && preset != static_cast<int>(Preset::Custom)) {
    period.preset = static_cast<Preset>(preset);
  }
  ExceptionFilter filter = m_model.filter();
  const QString domain = settings.value(kDomain).toString();
  filter.domains = domain.isEmpty() ? QStringList() : QStringList{domain};
  m_model.restore(period, std::move(filter));
  m_period->setPeriod(period);
  showDomains();
  const QStringList tables = settings.value(kTables).toStringList();
  for (FigurePanel* panel : m_panels) {
    panel->showTable(tables.contains(panel->objectName()));
  }
}

bool DashboardPage::isLoading() const {
  return m_model.isLoading();
}

std::optional<Instant> DashboardPage::loadedAt() const {
  return m_model.loadedAt();
}

QWidget* DashboardPage::makeToolBar() {
  auto* bar = new QWidget(this);
  m_period = new PeriodPicker(m_theme, m_timeFormat, bar);
  m_period->setPeriod(m_model.period());
  m_domain = new QComboBox(bar);
  m_domain->setObjectName(QStringLiteral("dashboardDomain"));
  m_domain->setAccessibleName(tr("Domain"));
  m_domain->setToolTip(tr("Show only one domain"));
  m_domain->setSizeAdjustPolicy(QComboBox::AdjustToContents);
  m_age = new QLabel(bar);
  m_age->setObjectName(QStringLiteral("dashboardAge"));

  auto* row = new QHBoxLayout(bar);
  row->setContentsMargins(0, 0, Theme::kSpaceL, 0);
  row->setSpacing(Theme::kSpaceM);
  row->addWidget(m_period);
  row->addWidget(m_domain);
  row->addStretch();
  row->addWidget(m_age);

  connect(m_period, &PeriodPicker::periodChosen, &m_model, &DashboardModel::setPeriod);
  connect(m_domain, &QComboBox::currentIndexChanged, this, [this] {
    ExceptionFilter filter = m_model.filter();
    const QString domain = m_domain->currentData().toString();
    filter.domains = domain.isEmpty() ? QStringList() : QStringList{domain};
    m_model.setFilter(std::move(filter));
  });
  return bar;
}

QWidget* DashboardPage::makeContent() {
  auto* content = new QWidget(this);
  content->setObjectName(QStringLiteral("dashboardContent"));
  m_grid = new QGridLayout;
  m_grid->setContentsMargins(QMargins());
  m_grid->setSpacing(Theme::kSpaceM);

  m_cardGrid = new QGridLayout;
  m_cardGrid->setContentsMargins(QMargins());
  m_cardGrid->setSpacing(Theme::kSpaceM);
  const std::initializer_list<std::tuple<Figure, FigureCard::Accent, const char*>> figures{
      {Figure::All, FigureCard::Accent::None, "cardAll"},
      {Figure::Open, FigureCard::Accent::None, "cardOpen"},
      {Figure::Analyzing, FigureCard::Accent::None, "cardAnalyzing"},
      {Figure::Escalated, FigureCard::Accent::None, "cardEscalated"},
      {Figure::SlaBreached, FigureCard::Accent::Bad, "cardSlaBreached"},
      {Figure::DueSoon, FigureCard::Accent::Warning, "cardDueSoon"},
      {Figure::MedianToResolve, FigureCard::Accent::None, "cardMedianToResolve"}};
  for (const auto& [figure, accent, name] : figures) {
    auto* card = new FigureCard(m_theme, *m_model.keyFigures(), figure, accent, content);
    card->setObjectName(QString::fromLatin1(name));
    connect(card, &FigureCard::drillDownRequested, this,
            [this](const QModelIndex& index) { drillDown(*m_model.keyFigures(), index); });
    m_cards.push_back(card);
  }

  m_trend = addPanel(m_model.trend(), new FigureChart(m_theme, *m_model.trend(), FigureChart::Kind::Lines),
                     QStringLiteral("trendPanel"), tr("Nothing was opened or resolved in this period."));
  addBarList(m_model.byStatus(), QStringLiteral("statusPanel"), tr("No exceptions."));
  addBarList(m_model.bySeverity(), QStringLiteral("severityPanel"), tr("No exceptions."));
  addPanel(m_model.ageing(), new FigureChart(m_theme, *m_model.ageing(), FigureChart::Kind::StackedBars),
           QStringLiteral("ageingPanel"), tr("All exceptions of this period are resolved."));
  addBarList(m_model.sla(), QStringLiteral("slaPanel"), tr("No unresolved exception has a deadline."));
  addBarList(m_model.byDomain(), QStringLiteral("domainPanel"), tr("No exceptions."));
  addBarList(m_model.topEntities(), QStringLiteral("entitiesPanel"), tr("All exceptions of this period are resolved."));
  addBarList(m_model.topSources(), QStringLiteral("sourcesPanel"), tr("All exceptions of this period are resolved."));
  addBarList(m_model.byOwner(), QStringLiteral("ownersPanel"), tr("All exceptions of this period are resolved."));

  auto* column = new QVBoxLayout(content);
  column->setContentsMargins(0, 0, Theme::kSpaceL, Theme::kSpaceL);
  column->setSpacing(Theme::kSpaceM);
  column->addLayout(m_cardGrid);
  column->addLayout(m_grid, 1);
  for (int i = 0; i < kGridColumns; ++i) {
    m_grid->setColumnStretch(i, 1);
  }
  arrange();
  return content;
}

FigurePanel* DashboardPage::addPanel(FigureTableModel* model, QWidget* chart, const QString& name,
                                     const QString& emptyText) {
  auto* panel = new FigurePanel(m_theme, *model, chart, name, this);
  panel->setEmptyText(emptyText);
  connect(panel, &FigurePanel::drillDownRequested, this,
          [this, model](const QModelIndex& index) { drillDown(*model, index); });
  if (auto* figureChart = qobject_cast<FigureChart*>(chart)) {
    connect(figureChart, &FigureChart::drillDownRequested, this,
            [this, model](const QModelIndex& index) { drillDown(*model, index); });
  }
  m_panels.push_back(panel);
  return panel;
}

FigurePanel* DashboardPage::addBarList(FigureTableModel* model, const QString& name, const QString& emptyText) {
  auto* list = new BarListView(m_theme, *model);
  connect(list, &BarListView::drillDownRequested, this,
          [this, model](const QModelIndex& index) { drillDown(*model, index); });
  return addPanel(model, list, name, emptyText);
}

void DashboardPage::arrange() {
  const int columns = width() < kNarrow ? 1 : 3;
  if (columns == m_columns) {
    return;
  }
  m_columns = columns;
  const int cardsPerRow = columns == 3 ? static_cast<int>(m_cards.size()) : 4;
  for (int i = 0; i < static_cast<int>(m_cards.size()); ++i) {
    m_cardGrid->addWidget(m_cards[static_cast<std::size_t>(i)], i / cardsPerRow, i % cardsPerRow);
  }
  // Row, column, rows, columns of each panel, in the order they were added.
  using Place = std::array<int, 4>;
  constexpr std::array<Place, 9> kWide{{{0, 0, 2, 8}, // trend
                                        {0, 8, 1, 4}, // status
                                        {1, 8, 1, 4}, // severity
                                        {2, 0, 2, 8}, // ageing
                                        {2, 8, 1, 4}, // SLA
                                        {3, 8, 1, 4}, // domain
                                        {4, 0, 1, 4}, // entities
                                        {4, 4, 1, 4}, // sources
                                        {4, 8, 1, 4}}};
  constexpr std::array<Place, 9> kStacked{{{0, 0, 1, 12},
                                           {1, 0, 1, 6},
                                           {1, 6, 1, 6},
                                           {2, 0, 1, 12},
                                           {3, 0, 1, 6},
                                           {3, 6, 1, 6},
                                           {4, 0, 1, 6},
                                           {4, 6, 1, 6},
                                           {5, 0, 1, 12}}};
  const std::array<Place, 9>& places = columns == 3 ? kWide : kStacked;
  for (std::size_t i = 0; i < m_panels.size(); ++i) {
    m_grid->removeWidget(m_panels[i]);
    const auto [row, column, rows, span] = places[i];
    m_grid->addWidget(m_panels[i], row, column, rows, span);
  }
}

void DashboardPage::showEvent(QShowEvent* event) {
  PageWidget::showEvent(event);
  if (!m_model.loadedAt() && !m_model.isLoading()) {
    m_model.refresh();
  }
}

void DashboardPage::resizeEvent(QResizeEvent* event) {
  PageWidget::resizeEvent(event);
  arrange();
}

void DashboardPage::showModel() {
  const bool hadFocus = holdsFocus();
  if (m_period->period() != m_model.period()) {
    m_period->setPeriod(m_model.period());
  }
  switch (m_model.state()) {
  case DashboardModel::State::Loading:
    m_state->showState(StatePanel::Kind::Loading, tr("Loading the figures"), QString());
    break;
  case DashboardModel::State::Empty:
    showEmpty();
    break;
  case DashboardModel::State::Error:
    m_state->showState(m_model.error()->kind == DbError::Kind::PermissionDenied ? StatePanel::Kind::NoPermission
                                                                                : StatePanel::Kind::Error,
                       tr("The figures could not be loaded"), m_model.error()->message, tr("Try again"));
    break;
  case DashboardModel::State::Ready:
    if (!m_model.isLoading()) {
      showRemarks(); // Until then, the figures shown are those of the period before.
    }
    break;
  }
  const bool ready = m_model.state() == DashboardModel::State::Ready;
  m_stack->setCurrentWidget(ready ? static_cast<QWidget*>(m_scroll) : m_state);
  leadFocus(ready ? m_cards.front() : nullptr, hadFocus);
  showAge();
  if (!m_model.isLoading()) {
    Q_EMIT statusMessage(ready ? tr("%1 exceptions").arg(QLocale().toString(m_model.figures().total)) : QString());
    Q_EMIT settled();
  }
}

bool DashboardPage::asksForAll() const {
  return m_model.period().preset == DashboardPeriod::Preset::All && m_model.filter() == ExceptionFilter();
}

void DashboardPage::showEmpty() {
  if (asksForAll() && !m_importRefusal.isEmpty()) {
    m_state->showState(StatePanel::Kind::Empty, tr("No exceptions yet"), m_importRefusal);
  } else if (asksForAll()) {
    m_state->showState(StatePanel::Kind::Empty, tr("No exceptions yet"),
                       tr("Import a log, or wait for the first exception to be recorded."), tr("Import a log …"));
  } else {
    m_state->showState(StatePanel::Kind::Empty, tr("No exceptions here"),
                       tr("None were created in this period and domain."), tr("Show all"));
  }
}

void DashboardPage::showRemarks() {
  const DashboardFigures& figures = m_model.figures();
  const QLocale locale;
  const auto count = [&](Status status) {
    const auto found = figures.byStatus.find(status);
    return found == figures.byStatus.end() ? 0 : found->second;
  };
  const auto share = [&](qint64 part) {
    return tr("%1 % of all")
        .arg(locale.toString(
            100.0 * static_cast<double>(part) / static_cast<double>(std::max<qint64>(1, figures.total)), 'f', 1));
  };
  const qint64 resolved = count(Status::Resolved);
  const qint64 unresolved = figures.total - resolved;
  const QStringList remarks{m_model.period().title(),
                            share(count(Status::Open)),
                            share(count(Status::Analyzing)),
                            share(count(Status::Escalated)),
                            tr("of %1 unresolved").arg(locale.toString(unresolved)),
                            tr("of %1 unresolved").arg(locale.toString(unresolved)),
                            tr("of %1 resolved").arg(locale.toString(resolved))};
  for (std::size_t i = 0; i < m_cards.size(); ++i) {
    m_cards[i]->setRemark(remarks[static_cast<qsizetype>(i)]);
  }
  const QString unit = m_model.trend()->table().rowHeader.toLower();
  m_trend->setRemark(m_model.period().preset == DashboardPeriod::Preset::All ? tr("last 12 months, by %1").arg(unit)
                                                                             : tr("by %1").arg(unit));
}

void DashboardPage::showDomains() {
  const QSignalBlocker block(m_domain);
  const QString chosen = m_model.filter().domains.value(0);
  m_domain->clear();
  m_domain->addItem(tr("All domains"), QString());
  for (const QString& domain : m_model.domains()) {
    m_domain->addItem(visibleLine(domain), domain);
  }
  const int found = m_domain->findData(chosen);
  if (found < 0) {
    m_domain->addItem(visibleLine(chosen), chosen);
  }
  m_domain->setCurrentIndex(found < 0 ? m_domain->count() - 1 : found);
}

void DashboardPage::showAge() {
  QString text;
  if (m_model.error() && m_model.loadedAt()) {
    text = tr("Not up to date: %1").arg(m_model.error()->message);
  } else if (m_model.isLoading()) {
    text = tr("Updating …");
  } else if (const std::optional<Instant> at = m_model.loadedAt()) {
    text = tr("As of %1").arg(m_timeFormat.text(*at));
    m_age->setToolTip(plainToolTip(m_timeFormat.absoluteText(*at)));
  }
  m_age->setTextFormat(Qt::PlainText);
  m_age->setText(text);
}

void DashboardPage::drillDown(const FigureTableModel& model, const QModelIndex& index) {
  if (const std::optional<ExceptionFilter> filter = model.drillDown(index)) {
    Q_EMIT showExceptions(*filter, model.drillDownTitle(index));
  }
}

} // namespace sentinai
