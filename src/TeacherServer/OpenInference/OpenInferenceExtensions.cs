namespace Rrm.TeacherServer.OpenInference;

internal static class OpenInferenceExtensions
{
    public static void AddOpenInference(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<ModelTally>();
        builder.Services.AddSingleton<Models>();
        builder.Services.AddSingleton<Inferrer>();
        builder.Services.AddSingleton<InferenceRpc>();
    }

    public static void MapOpenInference(this WebApplication application)
    {
        // It counts from its beginning, so it begins with the server.
        application.Services.GetRequiredService<ModelTally>();
        application.MapGrpcService<InferenceRpc>();
    }
}
