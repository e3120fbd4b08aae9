"""Reports: a collection checked as a whole, with everything that was found and what it was found from.

A report is made at once or queued; whoever takes it up from the queue shows that it lives, and if it dies another takes
over. What a report says is plain JSON (see ``service.domain.report``); what it rests on is kept beside it, so that it
can be replayed after claims were revised, checks changed or sources deleted.
"""
