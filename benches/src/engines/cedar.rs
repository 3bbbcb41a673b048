//! Cedar: each rule forbids what breaks it, and the reasons of the decision are the broken rules. Cedar has no loops and no sums over lists: what the rules
//! ask of payments and subcontracts is reckoned in Rust first, and handed over. The acts are entities; so are the kinds.

use std::collections::{HashMap, HashSet};

use cedar_policy::{
    Authorizer, Context, Entities, Entity, EntityId, EntityTypeName, EntityUid, PolicySet, Request, RestrictedExpression,
};

use crate::contract::Contract;
use crate::judge::{Judge, Named, RULES, Violation};
use crate::table::{ACTS, CEILINGS};

/// What breaks each rule.
const CONDITIONS: [&str; RULES as usize] = [
    "context.amount > context.act.limit",
    "context.signed_on < context.act.first || context.signed_on > context.act.last",
    "!context.act.burden.containsAll(context.payment_years)",
    "context.payments_total != context.amount",
    "context.procedure == \"negotiated\" && context.planned_price > context.kind.ceiling",
    "context.amount * 100 > context.planned_price * 99",
    "context.procedure == \"open\" && context.bidders <= 1",
    "context.last_approval > context.published_on",
    "context.subcontracts_total * 2 > context.amount",
    "context.personal && !context.clauses.containsAll([\"safety\", \"secrecy\", \"education\", \"damages\", \"compliance\", \"suboutsourcing\"])",
    "context.personal && !context.privacy_mark && !context.isms",
    "context.kind == Kind::\"lease\" && context.ends_on > context.starts_on + 60000",
    "context.published_day - context.signed_day > 72",
    "context.last_payment > context.act.to",
    "context.id == \"\"",
];

const LACKS: &str = "no loops, no sums (B-03, B-04, B-08, B-09, B-14): reckoned in Rust";

/// The policies and the entities.
pub struct Cedar {
    authorizer: Authorizer,
    policies: PolicySet,
    entities: Entities,
    who: [EntityUid; 3],
    act: EntityTypeName,
    kind: EntityTypeName,
}

/// Cedar with the rules.
#[must_use]
pub fn new() -> Named<Cedar> {
    let policy = |(number, condition): (usize, &&str)| {
        let policy = format!("forbid (principal, action, resource) when {{ {condition} }};");
        cedar_policy::Policy::parse(Some(cedar_policy::PolicyId::new(number.to_string())), policy).expect("the rule is a policy")
    };
    let policies = PolicySet::from_policies((1..).zip(&CONDITIONS).map(policy)).expect("the numbers differ");
    let type_name = |name: &str| name.parse::<EntityTypeName>().expect("it is a name");
    let (act, kind) = (type_name("Act"), type_name("Kind"));
    let number = |number: i64| RestrictedExpression::new_long(number);
    let acts = ACTS.iter().map(|row| {
        let first = i64::from(row.year) * 10_000 + 401;
        let (from, to) = row.burden;
        let years = RestrictedExpression::new_set((from..=to).map(|year| number(year.into())));
        let pairs = [
            ("limit", number(row.limit)),
            ("first", number(first)),
            ("last", number(first + 9_930)),
            ("burden", years),
            ("to", number(to.into())),
        ];
        entity(&act, row.item, pairs)
    });
    let kinds = CEILINGS.iter().map(|(word, ceiling)| entity(&kind, word, [("ceiling", number(*ceiling))]));
    let entities = Entities::from_entities(acts.chain(kinds), None).expect("the entities differ");
    let who = ["User::\"u\"", "Action::\"a\"", "Contract::\"c\""].map(|uid| uid.parse().expect("it is an entity's name"));
    Named {
        name: "cedar-policy",
        lacks: LACKS,
        judge: Cedar { authorizer: Authorizer::new(), policies, entities, who, act, kind },
    }
}

fn entity<const N: usize>(of: &EntityTypeName, id: &str, pairs: [(&str, RestrictedExpression); N]) -> Entity {
    let attributes: HashMap<String, RestrictedExpression> =
        pairs.into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
    Entity::new(uid(of, id), attributes, HashSet::new()).expect("plain values are attributes")
}

fn uid(of: &EntityTypeName, id: &str) -> EntityUid {
    EntityUid::from_type_name_and_id(of.clone(), EntityId::new(id))
}

impl Judge for Cedar {
    type Record<'a> = Request;

    fn decode<'a>(&'a self, line: &'a [u8]) -> Request {
        let it = Contract::read(line);
        let number = RestrictedExpression::new_long;
        let text = |text: &str| RestrictedExpression::new_string(text.to_owned());
        let (truth, entity) = (RestrictedExpression::new_bool, RestrictedExpression::new_entity_uid);
        let years = it.payments.iter().map(|payment| number(payment.year.into()));
        let others = [
            ("id", text(&it.id)),
            ("act", entity(uid(&self.act, &it.debt_item))),
            ("kind", entity(uid(&self.kind, it.kind.word()))),
            ("procedure", text(it.procedure.word())),
            ("personal", truth(it.handles_personal_data)),
            ("privacy_mark", truth(it.privacy_mark)),
            ("isms", truth(it.isms)),
            ("clauses", RestrictedExpression::new_set(it.clauses.iter().map(|clause| text(clause.word())))),
            ("payment_years", RestrictedExpression::new_set(years)),
            ("last_payment", number(it.payments.iter().map(|payment| payment.year).max().unwrap_or(0).into())),
            ("payments_total", number(it.payments.iter().map(|payment| payment.amount).sum())),
            ("last_approval", number(it.subcontracts.iter().map(|sub| sub.approved_on.ymd()).max().unwrap_or(0))),
            ("subcontracts_total", number(it.subcontracts.iter().map(|sub| sub.amount).sum())),
        ];
        let pairs = it.numbers().map(|(name, value)| (name, number(value))).into_iter().chain(others);
        let context = Context::from_pairs(pairs.map(|(name, value)| (name.to_owned(), value))).expect("the names differ");
        let [principal, action, resource] = self.who.clone();
        Request::new(principal, action, resource, context, None).expect("without a schema every request is right")
    }

    fn judge(&self, number: u32, record: &Request, found: &mut Vec<Violation>) {
        let response = self.authorizer.is_authorized(record, &self.policies, &self.entities);
        let diagnostics = response.diagnostics();
        assert!(diagnostics.errors().next().is_none(), "the rules fit the record: {diagnostics:?}");
        for policy in diagnostics.reason() {
            let id: &str = policy.as_ref();
            found.push(Violation { record: number, rule: id.parse().expect("the rules are numbered") });
        }
    }
}
