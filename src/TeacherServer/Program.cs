using Rrm.TeacherServer.Hosting;

return await CommandLine.RunAsync(args, async options =>
{
    await using var server = TeacherHost.Create(options);
    await server.StartAsync();
    await server.WaitForShutdownAsync();
});
