"""What every API view of a programme shares: whose it is, what the caller may do, and changes made from a version."""

from django.core.exceptions import BadRequest, ValidationError
from django.db import transaction
from django.http import Http404
from django_filters.rest_framework import DjangoFilterBackend
from django_filters.utils import translate_validation
from rest_framework import exceptions, serializers
from rest_framework.filters import OrderingFilter
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from accounts.idempotency import DoneOnce
from accounts.lists import paginator_of
from accounts.pages import ProgrammePage, day_asked
from audit.actions import record
from config import dates
from config.api import Conflict, PreconditionFailed
from config.records import Stale


class ProgrammeFilters(DjangoFilterBackend):
    """The same filters as the pages, which need to know the programme, and say how many rows they leave."""

    def filter_queryset(self, request, queryset, view):
        filter_ = self.get_filterset(request, queryset, view)
        if filter_ is None:
            return queryset
        if not filter_.is_valid():
            raise translate_validation(filter_.errors)
        view.paginator.django_paginator_class = paginator_of(filter_)
        return filter_.qs

    def get_filterset_kwargs(self, request, queryset, view):
        return {**super().get_filterset_kwargs(request, queryset, view), "page": view.page}


class NewestVersion(serializers.Serializer):
    """A change names the version it was made from, here or in the header If-Match."""

    version = serializers.IntegerField(min_value=1, max_value=2**31 - 1, required=False)


class ProgrammeViewSet(DoneOnce, GenericViewSet):
    """Records of one programme. `reads` is the permission to see them, `writes` the one each step needs.

    `?on=2016-11-30` answers what was known on that day, on which nothing can be changed.
    """

    filter_backends = [ProgrammeFilters, OrderingFilter]
    reads = "programme.view"
    writes = {}
    page = None

    def initial(self, request, *args, **kwargs):
        super().initial(request, *args, **kwargs)
        self.page = self._page(request, kwargs["slug"])
        needed = self.writes.get(self.action, self.reads)
        if needed not in self.page.can:
            self.refuse_access("Your role in this programme does not allow this.")

    def _page(self, request, slug):
        programme = next((p for p in request.user.programmes_with("programme.view") if p.slug == slug), None)
        if programme is None:
            raise Http404
        today = dates.today()
        try:
            on = day_asked(request.query_params, today)
        except BadRequest as error:
            raise exceptions.ValidationError({"on": [str(error)]}) from None
        can = request.user.permissions_in(programme)
        if on != today:
            can = frozenset(permission for permission in can if permission.endswith(".view"))
        return ProgrammePage(programme=programme, can=can, on=on, today=today)

    def refuse_access(self, sentence):
        """Record that the caller asked for what they may not have, and answer 403."""
        with transaction.atomic():
            facts = {"path": self.request.path[:200], "method": self.request.method}
            record("access.refused", by=self.request.user, programme=self.page.programme, after=facts)
        raise exceptions.PermissionDenied(sentence)

    @property
    def programme(self):
        return self.page.programme

    def get_queryset(self):
        if self.page is None:
            # The schema is drawn without a programme.
            return self.queryset
        return self.rows()

    def list(self, request, *args, **kwargs):
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    def retrieve(self, request, *args, **kwargs):
        return self.answer(self.get_object())

    def answer(self, found, status=200):
        """A record as the API gives it, with its version as the ETag."""
        response = Response(self.get_serializer(found).data, status=status)
        if hasattr(found, "version"):
            response["ETag"] = f'"{found.version}"'
        return response

    def filter_queryset(self, queryset):
        # Filters narrow lists; a single record is found by its key alone.
        return super().filter_queryset(queryset) if self.action == "list" else queryset

    def typed(self, serializer_class, **context):
        """The body's facts, checked for shape by the serializer."""
        serializer = serializer_class(data=self.request.data, context={"page": self.page, **context})
        serializer.is_valid(raise_exception=True)
        return dict(serializer.validated_data)

    def carry_out(self, action, /, **facts):
        """Run an action as the caller; its refusals become problem details by field."""
        try:
            return action(by=self.request.user, **facts)
        except ValidationError as error:
            detail = error.message_dict if hasattr(error, "error_dict") else {"non_field_errors": error.messages}
            if "__all__" in detail:
                detail["non_field_errors"] = detail.pop("__all__")
            raise exceptions.ValidationError(detail) from None
        except Stale as stale:
            problem = PreconditionFailed if "If-Match" in self.request.headers else Conflict
            raise problem(str(stale)) from None

    def change(self, action, serializer_class, *, subject, otherwise=None):
        """Run an action on one record from the version the caller saw, and answer the record as it is then.

        `subject` is the action's name for the record. `otherwise` gives the facts of a record that stay as they are
        where the body leaves them out.
        """
        found = self.get_object()
        facts = self.typed(serializer_class, **{subject: found})
        facts["version"] = self.version_seen(facts.pop("version", None))
        if otherwise:
            facts = otherwise(found) | facts
        self.carry_out(action, **{subject: found}, **facts)
        return self.answer(self.get_object())

    def version_seen(self, in_body):
        tag = self.request.headers.get("If-Match", "").removeprefix("W/").strip('"')
        if tag:
            if not (tag.isascii() and tag.isdigit() and len(tag) < 10):
                raise PreconditionFailed('If-Match holds the version in quotation marks, like "3".')
            return int(tag)
        if in_body is None:
            raise exceptions.ValidationError({"version": ["Give the version this was made from, or If-Match."]})
        return in_body
