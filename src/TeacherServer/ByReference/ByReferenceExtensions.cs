namespace Rrm.TeacherServer.ByReference;

internal static class ByReferenceExtensions
{
    public static void AddByReference(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<DatasetRepository>();
        builder.Services.AddSingleton<AnswerCache>();
        builder.Services.AddSingleton<ReferenceAnswers>();
    }
}
