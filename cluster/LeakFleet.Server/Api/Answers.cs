using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;

namespace LeakFleet.Server.Api;

/// <summary>Answers in the form that was asked for.</summary>
internal static class Answers
{
    public static IResult Json<T>(T answer, JsonTypeInfo<T> type, int status = StatusCodes.Status200OK) => Results.Json(answer, type, statusCode: status);

    public static IResult Of<T, TRow>(ApiQuestion question, T answer, JsonTypeInfo<T> type, IEnumerable<TRow> rows, CsvTable<TRow> table) =>
        question.WantsCsv ? Results.Text(table.Write(rows), "text/csv; charset=utf-8") : Results.Json(answer, type);
}
