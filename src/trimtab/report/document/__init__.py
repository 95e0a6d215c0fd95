"""A plan as the JSON document `trimtab.plan/1`, part by part."""
