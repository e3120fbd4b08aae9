import claimcheck.ApiClient;
import claimcheck.ApiException;
import claimcheck.api.ChecksApi;
import claimcheck.api.ClaimsApi;
import claimcheck.api.EvaluationsApi;
import claimcheck.api.ReportsApi;
import claimcheck.api.ResultsApi;
import claimcheck.api.SourcesApi;
import claimcheck.model.CheckFigure;
import claimcheck.model.Claim;
import claimcheck.model.ClaimReference;
import claimcheck.model.DecimalInput;
import claimcheck.model.Evaluation;
import claimcheck.model.EvaluationFigure;
import claimcheck.model.EvaluationFigureItem;
import claimcheck.model.EvaluationFigureList;
import claimcheck.model.Expectation;
import claimcheck.model.FigureInput;
import claimcheck.model.KindName;
import claimcheck.model.NewCheck;
import claimcheck.model.NewClaim;
import claimcheck.model.NewReport;
import claimcheck.model.NewSource;
import claimcheck.model.Place;
import claimcheck.model.Problem;
import claimcheck.model.Qualifier;
import claimcheck.model.Range;
import claimcheck.model.Report;
import claimcheck.model.ReportStatus;
import claimcheck.model.Result;
import claimcheck.model.ResultInput;
import claimcheck.model.SourceKind;
import claimcheck.model.Verdict;
import com.fasterxml.jackson.databind.DeserializationFeature;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/** What a client made from openapi.yaml does, in the types that were made from it. */
final class Scenario {
    private final ApiClient client;
    private final UUID source;

    private Scenario(String server) throws ApiException {
        client = new ApiClient();
        client.updateBaseUri(server);
        // Which of several alternatives something is shows by its members, and no alternative has those of another. So
        // this client has to be made anew when answers get new members; one that reads no alternatives need not fail.
        client.setObjectMapper(
                ApiClient.createDefaultObjectMapper().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES));
        NewSource stated = new NewSource().title("Cotton pickers fined").kind(SourceKind.ARTICLE).published("2004-09-24");
        source = new SourcesApi(client)
                .createSource(SourcesApi.APICreateSourceRequest.newBuilder().newSource(stated).build())
                .getId();
    }

    public static void main(String[] arguments) throws ApiException, IOException {
        Scenario scenario = new Scenario(arguments[0]);
        scenario.storesAndReads();
        scenario.evaluates();
        scenario.reports();
        scenario.readsProblems();
        System.out.println("done");
    }

    private void storesAndReads() throws ApiException {
        Claim fine = claim("fine", exact(new DecimalInput("18000"), "tenge"));
        equal("KZT", fine.getFigure().getUnit());
        Claim pay = claim("pay", exact(new DecimalInput(new BigDecimal("4.0")), "KZT/kg"));
        equal("4.0", pay.getFigure().getValue());
        FigureInput picked =
                new FigureInput().lower(new DecimalInput("50")).upper(new DecimalInput("100")).unit("kg/day");
        NewCheck asked = new NewCheck()
                .name("the fine within thirty days' pay")
                .kind(KindName.RATIO)
                .putFiguresItem("fine", new CheckFigure(new ClaimReference().claim(fine.getId())))
                .putFiguresItem("pay", new CheckFigure(new ClaimReference().claim(pay.getId())))
                .putFiguresItem("picked", new CheckFigure(picked))
                .putFiguresItem("numerator", new CheckFigure("fine"))
                .putFiguresItem("denominator", new CheckFigure("pay * picked"))
                .expect(new Expectation().max(new DecimalInput("30")).unit("day"));
        ChecksApi checks = new ChecksApi(client);
        UUID check = checks.createCheck(ChecksApi.APICreateCheckRequest.newBuilder()
                        .newCheck(asked)
                        .idempotencyKey("scenario")
                        .build())
                .getId();
        Result result = checks.getCheckResult(
                ChecksApi.APIGetCheckResultRequest.newBuilder().checkId(check).build());
        equal(Verdict.INCONSISTENT, result.getVerdict());
        Range measured = result.getMeasured();
        equal("45 90 day", String.join(" ", measured.getLower(), measured.getUpper(), measured.getUnit()));
        equal("150", result.getAdmissible().get("picked").getLower());
        equal("pay * picked", result.getInputs().get("denominator").getActualInstance());
        ResultInput input = result.getInputs().get("fine").getResultInput();
        equal(1, input.getRevision());
        equal("18000", input.getFigure().getValue());
        ResultsApi.APIVerifyResultRequest receipt =
                ResultsApi.APIVerifyResultRequest.newBuilder().result(result).build();
        equal(true, new ResultsApi(client).verifyResult(receipt).getStands());
    }

    private void evaluates() throws ApiException {
        EvaluationFigureList parts = new EvaluationFigureList();
        for (String share : List.of("41", "36", "30")) {
            parts.add(new EvaluationFigureItem(new FigureInput().value(new DecimalInput(share)).unit("%")));
        }
        Evaluation asked = new Evaluation().kind(KindName.SHARES).figures(Map.of("parts", new EvaluationFigure(parts)));
        equal(Verdict.INCONSISTENT, evaluated(asked).getVerdict());
    }

    private void reports() throws ApiException {
        // Of all formats that a report can be sent in, a client that names them all gets JSON.
        ReportsApi reports = new ReportsApi(client);
        UUID report = reports.createReport(ReportsApi.APICreateReportRequest.newBuilder()
                        .newReport(new NewReport())
                        .build())
                .getId();
        Report found = reports.getReport(
                ReportsApi.APIGetReportRequest.newBuilder().reportId(report).build());
        equal(ReportStatus.FINISHED, found.getStatus());
    }

    private void readsProblems() throws IOException {
        Evaluation asked = new Evaluation()
                .kind(KindName.EQUAL)
                .putFiguresItem("left", new EvaluationFigure(new FigureInput().value(new DecimalInput("1")).unit("km")))
                .putFiguresItem("right", new EvaluationFigure(new FigureInput().value(new DecimalInput("1")).unit("kg")));
        try {
            evaluated(asked);
        } catch (ApiException refused) {
            Problem problem = client.getObjectMapper().readValue(refused.getResponseBody(), Problem.class);
            equal(422, refused.getCode());
            equal("/problems/incomparable-units", problem.getType());
            equal("/figures/right/unit", problem.getErrors().get(0).getPointer());
            equal(Place.BODY, problem.getErrors().get(0).getPlace());
            return;
        }
        throw new AssertionError("kilometres and kilograms are comparable");
    }

    private Claim claim(String measure, FigureInput figure) throws ApiException {
        NewClaim stated = new NewClaim().sourceId(source).measure(measure).figure(figure);
        return new ClaimsApi(client)
                .createClaim(ClaimsApi.APICreateClaimRequest.newBuilder().newClaim(stated).build());
    }

    private Result evaluated(Evaluation asked) throws ApiException {
        return new EvaluationsApi(client)
                .evaluate(EvaluationsApi.APIEvaluateRequest.newBuilder().evaluation(asked).build());
    }

    private static FigureInput exact(DecimalInput value, String unit) {
        return new FigureInput().value(value).unit(unit).qualifier(Qualifier.EXACT);
    }

    private static void equal(Object expected, Object found) {
        if (!Objects.equals(expected, found)) {
            throw new AssertionError("expected " + expected + ", found " + found);
        }
    }
}
