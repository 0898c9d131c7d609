"""Every row of every room, imported so that the migrations and the tests know the whole schema."""

from procurement.accounts import models as accounts
from procurement.audit import models as audit
from procurement.awards import models as awards
from procurement.clarifications import models as clarifications
from procurement.contracts import adoption_models, outcome_models, usage_models
from procurement.contracts import models as contracts
from procurement.core import clock
from procurement.core.database import Base
from procurement.evaluation import models as evaluation
from procurement.files import models as files
from procurement.library import models as library
from procurement.mailbox import models as mailbox
from procurement.networks import models as networks
from procurement.packets import models as packets
from procurement.plans import models as plans
from procurement.pools import models as pools
from procurement.responses import models as responses
from procurement.solicitations import annex_models
from procurement.solicitations import models as solicitations
from procurement.vendors import models as vendors

metadata = Base.metadata
ROOMS = (
    audit, accounts, files, mailbox, networks, vendors, library, plans, pools, solicitations, annex_models,
    clarifications, responses, evaluation, awards, contracts, outcome_models, adoption_models, usage_models,
    packets, clock,
)  # fmt: skip
