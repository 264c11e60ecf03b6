// The document that Python puts into the page; see the docstring of `corridor.report.payload`.

export type Maybe = number | null;
export type Encoded = number[];
export type View = "before" | "after" | "change";

export interface Place {
  id: string;
  name: string;
  kind: string;
}
export interface Scenario {
  id: string;
  label: string;
  kind: "portfolio" | "project";
  text: string;
  projects: string[];
}
export interface HeadlineCell {
  value: Maybe;
  before?: Maybe;
  after?: Maybe;
}
export interface HeadlineRow {
  id: string;
  label: string;
  unit: string;
  note?: string;
  welfare: boolean;
  level_unit?: string;
  cells: HeadlineCell[];
}

export interface Regions {
  id: string[];
  name: string[];
  country: string[];
  population: Maybe[];
  note: string[];
  lon: Maybe[];
  lat: Maybe[];
  shapes: Encoded[][][];
}
export interface Side {
  regions: number;
  population: Maybe;
  ev_musd: Maybe;
}
export interface Effect {
  real_income_pct: Maybe[];
  ev_musd: Maybe[];
  first_order_pct: Maybe[];
  balance: { material_pct: number; gaining: Side; losing: Side };
  countries: { id: string[]; pct: Maybe[]; ev_musd: Maybe[] };
}
export interface Levels {
  before: Maybe[];
  after: Maybe[];
  change: Maybe[];
}
export interface Indicator {
  id: string;
  account: string;
  label: string;
  unit: string;
  change_unit: string;
  wanted: "more" | "less" | "";
  definition: string;
  scenarios: Record<string, Levels>;
}
export interface Links {
  scenario: string;
  threshold_t: number;
  threshold_home_t: number;
  left_out: number;
  left_out_share: number;
  name: string[];
  mode: string[];
  country: string[];
  section: string[];
  before: Maybe[];
  after: Maybe[];
  lines: Encoded[][];
}
export interface Project {
  id: string;
  name: string;
  type: string;
  status: string;
  model_effect: string;
  effect_note: string;
  portfolio: boolean;
  opening_year: Maybe;
  sources: [string, string][];
  estimated: string[];
  cost_musd: Maybe;
  gain_world_musd: Maybe;
  gain: Record<string, Maybe>;
  npv_low_musd: Maybe;
  npv_high_musd: Maybe;
  bcr_low: Maybe;
  bcr_high: Maybe;
  eirr_pct: Maybe;
  payback_year: Maybe;
  lon: Maybe;
  lat: Maybe;
}
export interface Stream {
  id: string;
  label: string;
  years: number[];
  cost_musd: Maybe[];
  benefit_musd: Record<string, Maybe[]>;
}
export interface Accounts {
  /** Identifiers of indicators. */
  lines: string[];
  places: string[];
  scenarios: Record<string, Record<string, Levels>>;
}
export interface Site {
  id: string;
  name: string;
  kind: string;
  region: string;
  country: string;
  sector: string;
  jobs: Maybe;
  tonnes: Maybe;
  kept_in_region_pct: Maybe;
  musd: Record<string, Maybe>;
  per_100: Record<string, Maybe>;
  workers: Worker[];
  hauls: Haul[];
}
export interface Worker {
  sector: string;
  change: Maybe;
}
export interface Haul {
  to: string;
  mode: string;
  road_km: Maybe;
  rail_km: Maybe;
  hours: Maybe;
  usd_t: Maybe;
  share_pct: Maybe;
}
export type Rate = "low" | "high";
export interface Sensitivity {
  test: string[];
  npv_low_musd: Maybe[];
  npv_high_musd: Maybe[];
  eirr_pct: Maybe[];
}
export interface Switching {
  variable: string;
  discount_rate: Rate | "";
  value: Maybe;
  unit: string;
}
export interface Incidence {
  country: string[];
  group: string[];
  flow: string[];
  musd: Maybe[];
}
export interface Debt {
  year: number[];
  drawn_musd: Maybe[];
  interest_musd: Maybe[];
  principal_musd: Maybe[];
  service_musd: Maybe[];
  outstanding_musd: Maybe[];
  dividends_musd: Maybe[];
  service_real_musd: Maybe[];
  export_gain_musd: Maybe[];
  service_to_exports_pct: Maybe[];
  export_gain_less_service_musd: Maybe[];
}
export interface Loan {
  project_id: string;
  payer: string;
  lender: string;
  country: string;
  kind: string;
  currency: string;
  share: Maybe;
  rate: Maybe;
  maturity_years: Maybe;
  grace_years: Maybe;
  rate_low: Maybe;
  rate_high: Maybe;
  status: string;
  amount_musd: Maybe;
  grant_element: Maybe;
  interest_musd: Maybe;
  source: string;
}
export interface Overrun {
  project_id: string;
  reference_class: string;
  cost_mean: Maybe;
  cost_p80: Maybe;
  capex_p80_musd: Maybe;
  time_mean: Maybe;
  delay_p80_years: Maybe;
  source: string;
  cost_status: string;
  time_status: string;
}
export interface Financial {
  project_id: string;
  capex_musd: Maybe;
  conversion_factor: Maybe;
  capex_economic_musd: Maybe;
  operation_musd: Maybe;
  revenue_musd: Maybe;
  revenue_known: boolean;
  subsidy_musd: Maybe;
  fnpv_low_musd: Maybe;
  fnpv_high_musd: Maybe;
  firr_pct: Maybe;
}
/** Whose gains count, with the value of carbon and without; four of each. */
export interface Perspectives {
  whose: string[];
  carbon: string[];
  npv_low_musd: Maybe[];
  npv_high_musd: Maybe[];
  bcr_low: Maybe[];
  bcr_high: Maybe[];
  eirr_pct: Maybe[];
}
/** Parks and mines without gains by variety, and with capital from abroad charged. */
export interface SiteGains {
  counting: string[];
  ev_world_musd: Maybe[];
  npv_low_musd: Maybe[];
  npv_high_musd: Maybe[];
  eirr_pct: Maybe[];
}
/** See the docstring of `corridor.report.money`. */
export interface Money {
  perspectives: Record<string, Perspectives>;
  site_gains: Record<string, SiteGains>;
  sensitivity: Record<string, Sensitivity>;
  switching: Record<string, Switching[]>;
  ratios: Record<string, Record<string, Maybe>>;
  risk: Record<string, Record<string, Maybe>>;
  debt: Record<string, Debt>;
  incidence: Record<string, Partial<Record<Rate, Incidence>>>;
  loans: Loan[];
  overruns: Overrun[];
  financial: Financial[];
}
export interface CardCells {
  before: Maybe[];
  after: Maybe[];
  change: Maybe[];
  percent: Maybe[];
  verdict: string[];
}
export interface Card {
  /** Identifiers of indicators. */
  lines: string[];
  places: string[];
  scenarios: Record<string, Record<string, CardCells>>;
}
export interface FreightRow {
  scenario: string;
  country: string;
  mode: string;
  tonne_km_before_bn: Maybe;
  tonne_km_bn: Maybe;
  co2_before_kt: Maybe;
  co2_kt: Maybe;
}
export type Row = Record<string, string | number | boolean | null>;
export interface Border {
  class: string;
  line: Encoded;
}
export interface Basemap {
  source: string;
  scale: number;
  land: Encoded[][];
  borders: Border[];
  countries: [string, number, number, number][];
  towns: [string, number, number, number][];
}
export interface Payload {
  format: number;
  title: string;
  case: string;
  scenario: string;
  base_year: number;
  price_year: number;
  first_year: number;
  last_year: number;
  places: Place[];
  headline: HeadlineRow[];
  scenarios: Scenario[];
  regions: Regions;
  effects: Record<string, Effect>;
  indicators: Indicator[];
  links: Links;
  projects: Project[];
  streams: Stream[];
  sites: Site[];
  money?: Money;
  scorecard: Card;
  accounts: Accounts;
  freight: FreightRow[];
  facts: Row[];
  facts_summary: Row[];
  certificates: Row[];
  parameters: Row[];
  texts: Record<string, string>;
  attribution: string[];
  countries: Record<string, string>;
  basemap: Basemap;
}

export interface Library {
  name: string;
  version: string;
  licence: string;
  text: string;
}
